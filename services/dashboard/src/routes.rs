//! Every route of the dashboard API.

use portal_http::route_table;

use crate::audit::{EXPORT as AUDIT_EXPORT, LIST as AUDIT_LIST, export, list as audit_list};
use crate::uploads::{
    CANCEL, CHUNK, COMPLETE, INIT, LIST, SHOW, cancel, chunk, classify, complete, init, limits, list, raw_chunk, show,
};
use crate::{api_keys, auth_config, health, openapi, ratelimit_stats};

route_table! {
    GET    "/api/health"                                                 => health::show;
    GET    "/api/auth/config"                                            => auth_config::show;
    GET    "/api/openapi.json"                                           => openapi::show;
    GET    "/api/docs"                                                   => openapi::browse;
    GET    "/api/docs/{file}"                                            => openapi::browse_file;
    GET    "/api/ratelimit/stats"                                        => ratelimit_stats::show;
    POST   "/api/v2/files/upload/init"                    limit INIT     => init::init;
    POST   "/api/v2/files/upload/chunk"                   limit CHUNK    => chunk::chunk;
    POST   "/api/v2/files/upload/complete"                limit COMPLETE => complete::complete;
    GET    "/api/v2/files/uploads"                        limit LIST     => list::list;
    GET    "/api/v2/files/uploads/{id}"                   limit SHOW     => show::show;
    DELETE "/api/v2/files/uploads/{id}"                   limit CANCEL   => cancel::cancel;
    PUT    "/api/v2/files/uploads/{id}/chunks/{index}"    limit CHUNK    => raw_chunk::raw_chunk;
    GET    "/api/v2/files/limits"                                        => limits::limits;
    GET    "/api/audit"                                   limit AUDIT_LIST   => audit_list::list;
    GET    "/api/audit.csv"                               limit AUDIT_EXPORT => export::export;
    GET    "/api/v2/api-keys"                                            => api_keys::list::list;
    POST   "/api/v2/api-keys"                                            => api_keys::create::create;
    DELETE "/api/v2/api-keys/{id}"                                       => api_keys::revoke::revoke;
    POST   "/api/v2/files/classify"                                      => classify::classify;
}
