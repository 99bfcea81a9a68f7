//! `GET /auth/services`

use actix_web::web::{Data, Json};
use portal_http::ErrorBody;

use crate::Auth;
use crate::signed_in::SignedIn;
use crate::tiles::tiles;
use crate::views::ServicesReply;

/// What may I use
#[utoipa::path(
    get, path = "/auth/services", operation_id = "listServices", tag = "auth", security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The services that the caller may use", body = ServicesReply),
        (status = 401, description = "Not signed in", body = ErrorBody),
    ),
)]
pub(crate) async fn services(auth: Data<Auth>, caller: SignedIn) -> Json<ServicesReply> {
    Json(ServicesReply {
        services: tiles(&auth.settings().links, &caller.claims),
    })
}
