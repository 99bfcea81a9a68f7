//! `POST /auth/keys/check`: for the portal's own services that have no database, so it is not in the OpenAPI document and
//! nginx hides it.

use std::net::IpAddr;

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use portal_http::{Internal, Kit};
use portal_jwt::KeyDigest;
use serde::Deserialize;

use crate::failure::Failure;

/// Which key, and where it was shown.
#[derive(Deserialize)]
pub(crate) struct Shown {
    digest: KeyDigest,
    address: IpAddr,
}

/// Tells what a key allows; 404 when it is not good.
pub(crate) async fn check_key(_: Internal, kit: Data<Kit>, shown: Json<Shown>) -> Result<HttpResponse, Failure> {
    let grant = kit.api_keys().find_digest(shown.digest, shown.address).await;
    match grant.map_err(Failure::KeyUnchecked)? {
        Some(grant) => Ok(HttpResponse::Ok().json(&*grant)),
        None => Err(Failure::NotHere),
    }
}
