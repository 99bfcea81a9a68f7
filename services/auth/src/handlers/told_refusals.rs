//! `POST /auth/refusals`: for the portal's own services that have no database, so it is not in the OpenAPI document and
//! nginx hides it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use portal_audit::Happened;
use portal_http::{Internal, ToldRefusals};

use crate::Auth;
use crate::failure::Failure;

/// Records what another service refused; it is in the log when this answers. Who it was and from where is that service's
/// word, and nothing but refusals is taken: whoever knows the internal secret cannot make up a sign-in.
pub(crate) async fn record_refusals(
    _: Internal,
    auth: Data<Auth>,
    told: Json<ToldRefusals>,
) -> Result<HttpResponse, Failure> {
    let told = told.into_inner().refusals;
    if told.len() > ToldRefusals::MOST {
        return Err(Failure::Unfit(format!("At most {} at once", ToldRefusals::MOST)));
    }
    let happened: Result<Vec<_>, _> = told.into_iter().map(Happened::try_from).collect();
    let happened = happened.map_err(|unfit| Failure::Unfit(unfit.to_string()))?;
    auth.journal().record_all(happened).await?;
    Ok(HttpResponse::NoContent().finish())
}
