//! Mẫu 03: one certificate, or those of a whole village in one file.

use super::{PaperFile, Print, document_number, draw};
use crate::access::Actor;
use crate::registry::MemberDocument;
use crate::review::papers::CertificateData;
use crate::{Context, Error};
use chrono::Datelike;
use uuid::Uuid;
use vuonlen_documents::official::{
    Certificate, CertifiedMember, CertifiedYear, Holder, Paper, Sex, Signer,
};
use vuonlen_domain::Class;

/// How to write in a file what a certificate's code opens.
pub(crate) const CHECK_PATH: &str = "/v/";

impl Context {
    /// Certificates in one file, each on pages of its own. `site` is where people reach this
    /// system (`https://…`): the code on the paper leads there. Every certificate's reading is
    /// audited.
    ///
    /// # Errors
    /// None asked for; one outside the actor's area.
    pub async fn certificates_paper(
        &self,
        actor: &Actor,
        (province, certificates): (&str, &[Uuid]),
        (site, print): (&str, Print),
    ) -> Result<PaperFile, Error> {
        let mut paper: Option<Paper> = None;
        let mut name = "giay-chung-nhan".to_owned();
        for id in certificates {
            let data = self.certificate_data(actor, (province, *id)).await?;
            let one = self.certificate_on_paper(&data, site).paper();
            match &mut paper {
                None => {
                    name = format!(
                        "{name}-{}",
                        data.certificate.number.replace(['/', '.'], "-")
                    );
                    paper = Some(one);
                }
                Some(all) => {
                    "giay-chung-nhan".clone_into(&mut name);
                    all.sheets.extend(one.sheets);
                }
            }
        }
        let paper = paper.ok_or_else(|| {
            Error::state(
                "no_certificate",
                "Không có giấy chứng nhận còn giá trị nào để in ở đây.",
                "There is no valid certificate to print here.",
            )
        })?;
        draw(paper, name, print).await
    }

    fn certificate_on_paper(&self, data: &CertificateData, site: &str) -> Certificate {
        let certificate = &data.certificate;
        let commune = self.commune_on_paper(&certificate.commune_code);
        let newest = data.years.last();
        let standard = newest.and_then(|one| self.law.standard(&one.standard));
        let indicators = standard.map(|standard| standard.indicators.as_slice());
        let indicators = indicators.unwrap_or_default();
        let year = data.decision.signed_on.year();
        let deprived = |year_of: i64| -> Vec<bool> {
            if newest.is_none_or(|newest| newest.year != year_of) {
                return Vec::new();
            }
            let known = |code: &String| data.deprivations.contains(code);
            indicators.iter().map(|one| known(&one.code)).collect()
        };
        let span = standard.and_then(|standard| Some((standard.from()?, standard.until()?)));
        let (first, last) = span.map_or((year, year), |(from, until)| {
            (from.year(), until.pred_opt().unwrap_or(until).year())
        });
        let years = (first..=last.max(year)).map(|year| {
            let held = data.years.iter().find(|one| one.year == i64::from(year));
            let class = held.and_then(|one| Class::parse(&one.class));
            CertifiedYear {
                year,
                class: class.filter(|class| class.is_poor_or_near_poor()),
                deprived: deprived(i64::from(year)),
            }
        });
        let head = data.household.head();
        let label = |member: &MemberDocument, fact: &str, list: &str| -> String {
            let code = member.code(fact);
            let label = code.and_then(|code| self.law.codes.list(list)?.label(code));
            label.map(|label| label.vi.clone()).unwrap_or_default()
        };
        let mut members: Vec<&MemberDocument> = data.household.members.iter().collect();
        members.sort_by_key(|member| head.is_none_or(|head| head.person_id != member.person_id));
        Certificate {
            number: document_number(&certificate.number, Certificate::SYMBOL),
            date: Some(certificate.issued_on),
            grounds: vec![format!(
                "Căn cứ Quyết định số {} {} của {}",
                data.decision.number,
                vuonlen_documents::official::wording::long_date(data.decision.signed_on),
                commune.chairman()
            )],
            head: Holder {
                name: certificate.head_name.clone(),
                ethnicity: head
                    .map(|head| label(head, "ethnicity", "ethnic_groups"))
                    .unwrap_or_default(),
                identity: head
                    .map(|head| head.identity_number.clone())
                    .filter(|number| !number.is_empty()),
                identity_issued: None,
                residence: format!(
                    "{}, {}, {}",
                    super::in_sentence(&certificate.village_name),
                    commune.name,
                    commune.province
                ),
            },
            members: members
                .into_iter()
                .map(|member| CertifiedMember {
                    name: member.name.clone(),
                    ethnicity: label(member, "ethnicity", "ethnic_groups"),
                    relation: label(member, "relation", "relations"),
                    sex: match member.code("sex") {
                        Some("female") => Sex::Female,
                        _ => Sex::Male,
                    },
                    birth_year: member.birth_date().map(|birth| birth.year()),
                    note: None,
                })
                .collect(),
            indicators: indicators.iter().map(|one| one.label.vi.clone()).collect(),
            years: years.collect(),
            verification: Some(format!("{site}{CHECK_PATH}{}", certificate.token)),
            signer: Signer::chairman(Some(data.decision.signer.clone())),
            commune,
        }
    }
}
