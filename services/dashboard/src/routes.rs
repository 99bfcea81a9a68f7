//! Every route of the dashboard API.

use portal_http::route_table;

use crate::uploads::{
    CANCEL, CHUNK, COMPLETE, INIT, LIST, SHOW, cancel, chunk, classify, complete, init, limits, list, raw_chunk, show,
};
use crate::{auth_config, health, openapi, ratelimit_stats};

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
    POST   "/api/v2/files/classify"                                      => classify::classify;
}
