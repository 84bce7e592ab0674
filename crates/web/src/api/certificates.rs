//! The check of a certificate, for anybody who holds one.

use super::input::{CertificateToken, Nothing, Place, Query};
use super::values::{ClassName, ok};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use vuonlen_app::review::{CertificateCheck, CertificateFacts};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.read("/api/v1/public/certificates/{token}", Guard::Public, check)
}

/// What there is to say of a certificate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Check {
    /// Whether it holds.
    state: CheckState,
    /// First day it does not hold, where it was withdrawn.
    withdrawn_on: Option<NaiveDate>,
    /// What it says; none where it is not known here.
    certificate: Option<CertificateView>,
}

/// Whether a certificate holds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CheckState {
    /// It holds.
    Valid,
    /// It was issued and does not hold any more.
    Withdrawn,
    /// No such certificate was issued here.
    Unknown,
}

/// What a certificate says in public.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CertificateView {
    /// Its number.
    number: String,
    /// Name of the commune that issued it.
    commune: String,
    /// Head of the household.
    head_name: String,
    /// Village.
    village: String,
    /// Class it certifies.
    #[schema(value_type = ClassName)]
    class: String,
    /// Persons.
    persons: i64,
    /// Day of issue.
    issued_on: NaiveDate,
}

impl From<CertificateFacts> for CertificateView {
    fn from(facts: CertificateFacts) -> Self {
        Self {
            number: facts.number,
            commune: facts.commune,
            head_name: facts.head_name,
            village: facts.village,
            class: facts.class.code().to_owned(),
            persons: facts.persons,
            issued_on: facts.issued_on,
        }
    }
}

/// Whether a certificate holds, by the code printed on it; without a token.
#[utoipa::path(get, path = "/api/v1/public/certificates/{token}", tag = "public",
    operation_id = "check_certificate",
    params(("token" = String, Path, description = "The code printed on it", pattern = "^[0-9]{2}-[0-9a-f]{32}$")),
    responses((status = 200, description = "What there is to say of it", body = Check)))]
pub(super) async fn check(
    State(app): State<App>,
    Place(token): Place<CertificateToken>,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let found = app.context.verify_certificate(token.as_str()).await?;
    let (state, withdrawn_on, facts) = match found {
        CertificateCheck::Valid(facts) => (CheckState::Valid, None, Some(facts)),
        CertificateCheck::Withdrawn { facts, on } => (CheckState::Withdrawn, Some(on), Some(facts)),
        CertificateCheck::Unknown => (CheckState::Unknown, None, None),
    };
    ok(&Check {
        state,
        withdrawn_on,
        certificate: facts.map(CertificateView::from),
    })
}
