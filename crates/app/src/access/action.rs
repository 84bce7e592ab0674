//! Everything a person can have done.

/// Declares the actions once: variant, code in `roles.toml`, whether it shows personal data.
macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $(, personal: $personal:literal)?;)*) => {
        /// One thing a role may be allowed to do. Every route and command names exactly one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($(#[$doc])* $variant,)*
        }

        impl Action {
            /// All actions, in the order of the permission table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code used in `roles.toml` and in the audit log.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Whether carrying it out shows personal data: such a reading is audited.
            #[must_use]
            pub const fn is_personal(self) -> bool {
                match self { $(Self::$variant => false $(|| $personal)?,)* }
            }
        }
    };
}

actions! {
    /// Make accounts and give roles.
    AccountManage = "account_manage";
    /// Read the audit log.
    AuditRead = "audit_read";
    /// See counts of one's area.
    FiguresRead = "figures_read";
    /// See lists of households.
    HouseholdList = "household_list", personal: true;
    /// Open a household's page.
    HouseholdRead = "household_read", personal: true;
    /// Reveal a person's identity number.
    IdentityReveal = "identity_reveal", personal: true;
    /// Add or change a household.
    HouseholdWrite = "household_write", personal: true;
    /// Record a change during the year.
    HouseholdEvent = "household_event", personal: true;
    /// Open files of a dossier.
    DossierRead = "dossier_read", personal: true;
    /// Add files to a dossier.
    DossierWrite = "dossier_write", personal: true;
    /// Add, rename or merge villages.
    VillageWrite = "village_write";
    /// Settle a notice of the same person in two households.
    DuplicateResolve = "duplicate_resolve", personal: true;
    /// Record that a list of households was handed to an agency.
    ListHandover = "list_handover", personal: true;
    /// Record and end solutions for a household's causes.
    SolutionWrite = "solution_write", personal: true;
    /// Read restricted notes about a household.
    NoteRead = "note_read", personal: true;
    /// Add restricted notes about a household.
    NoteWrite = "note_write", personal: true;
    /// Make groups of households and plan for them.
    GroupWrite = "group_write", personal: true;
    /// Flag communes and villages as difficult or planned for.
    UnitFlagWrite = "unit_flag_write";
    /// See who surveys, their trainings and villages.
    InvestigatorRead = "investigator_read";
    /// Keep the roster of investigators.
    InvestigatorWrite = "investigator_write";
    /// Read guides of the review.
    GuideRead = "guide_read";
    /// Publish guides and send guidance to communes.
    GuidePublish = "guide_publish";
    /// Acknowledge guidance for a commune.
    GuideAcknowledge = "guide_acknowledge";
    /// Read reports of changes, sent or received.
    ChangeReportRead = "change_report_read", personal: true;
    /// Report changes of a period to the level above.
    ChangeReport = "change_report", personal: true;
    /// Acknowledge reports of changes.
    ChangeReportReceive = "change_report_receive", personal: true;
    /// Take lists of households into the registry.
    HouseholdImport = "household_import", personal: true;
    /// See the state of a round.
    RoundRead = "round_read";
    /// Plan a round and start the survey.
    RoundPlan = "round_plan";
    /// Fill in survey forms.
    SurveyWrite = "survey_write", personal: true;
    /// Confirm a form as its enumerator.
    SurveyConfirm = "survey_confirm", personal: true;
    /// Close a village's survey and score it.
    SurveyScore = "survey_score";
    /// Record a village meeting.
    MeetingRecord = "meeting_record", personal: true;
    /// Post a village's list.
    PostingMake = "posting_make";
    /// Record an objection.
    ObjectionRecord = "objection_record", personal: true;
    /// Settle an objection.
    ObjectionSettle = "objection_settle", personal: true;
    /// See re-checks.
    RecheckRead = "recheck_read", personal: true;
    /// Draw a sample for re-checking.
    RecheckDraw = "recheck_draw", personal: true;
    /// Record the result of a re-check.
    RecheckRecord = "recheck_record", personal: true;
    /// See findings of supervision.
    SupervisionRead = "supervision_read";
    /// Record a finding of supervision.
    SupervisionRecord = "supervision_record";
    /// Answer a finding of supervision.
    SupervisionAnswer = "supervision_answer";
    /// Resolve a doubt about a household's class.
    FlagResolve = "flag_resolve", personal: true;
    /// Submit a commune's result.
    RoundSubmit = "round_submit";
    /// Recognise: sign the decision.
    RoundRecognise = "round_recognise", personal: true;
    /// Seal the year.
    RoundSeal = "round_seal";
    /// See certificates.
    CertificateRead = "certificate_read", personal: true;
    /// Withdraw a certificate.
    CertificateWithdraw = "certificate_withdraw", personal: true;
    /// See statutory tables.
    TableRead = "table_read";
    /// See what people ask about their own data, and make copies for them.
    DataRequestRead = "data_request_read", personal: true;
    /// Record what people ask about their own data.
    DataRequestRecord = "data_request_record", personal: true;
    /// Answer what people ask about their own data.
    DataRequestAnswer = "data_request_answer", personal: true;
    /// See breaches of personal data.
    BreachRead = "breach_read";
    /// Record breaches and what is done about them.
    BreachRecord = "breach_record";
    /// See what is kept of people, on what basis and for how long.
    PrivacyRead = "privacy_read";
    /// Take lists and tables out as files.
    Export = "export", personal: true;
}

impl Action {
    /// Reads a code written by [`Action::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.code() == code)
    }
}
