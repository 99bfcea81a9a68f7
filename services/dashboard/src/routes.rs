//! Every route of the dashboard API.

use portal_http::route_table;

use crate::audit::{EXPORT as AUDIT_EXPORT, LIST as AUDIT_LIST, export, list as audit_list};
use crate::cluster::jobs::{
    ACT as JOBS_ACT, EXPORT as JOBS_EXPORT, LIST as JOBS_LIST, SHOW as JOBS_SHOW, SUBMIT as JOBS_SUBMIT,
};
use crate::cluster::nodes::ACT as NODES_ACT;
use crate::cluster::{accounts, history, jobs, legacy, nodes, partitions, qos, reservations, summary, words};
use crate::images::legacy as apptainer;
use crate::images::{READ as IMAGES_READ, SCAN as IMAGES_SCAN, list as images, scans, show as show_image};
use crate::submissions::{
    FILES as SUBMISSIONS_FILES, PREVIEW as JOBS_PREVIEW, READ as SUBMISSIONS_READ, files as job_files,
    legacy as older_forms, list as submissions, preview, show as show_submission,
};
use crate::templates::presets;
use crate::templates::{
    CHECK as TEMPLATES_CHECK, READ as TEMPLATES_READ, SCAN as TEMPLATES_SCAN, WRITE as TEMPLATES_WRITE, archive,
    archived, categories, change, check, compare, create as create_template, export as export_template, import,
    list as templates, problems, restore, scan, show as show_template, status as template_watcher, validate, versions,
};
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
    GET    "/api/v2/jobs"                                 limit JOBS_LIST as gzip   => jobs::list::list;
    GET    "/api/v2/jobs.csv"                             limit JOBS_EXPORT as gzip => jobs::csv::export;
    GET    "/api/v2/jobs/{id}"                            limit JOBS_SHOW as gzip   => jobs::show::show;
    PATCH  "/api/v2/jobs/{id}"                            limit JOBS_ACT    => jobs::act::change;
    POST   "/api/v2/jobs"                                 limit JOBS_SUBMIT => jobs::submit::submit;
    POST   "/api/v2/jobs/test"                            limit JOBS_SUBMIT => jobs::submit::test;
    POST   "/api/v2/jobs/preview"                         limit JOBS_PREVIEW => preview::preview;
    POST   "/api/v2/jobs/actions"                         limit JOBS_ACT    => jobs::act::act_on_many;
    POST   "/api/v2/jobs/{id}/{action}"                   limit JOBS_ACT    => jobs::act::act;
    POST   "/api/v2/nodes/actions"                        limit NODES_ACT   => nodes::act::act_on_many;
    POST   "/api/v2/nodes/{name}/{action}"                limit NODES_ACT   => nodes::act::act;
    GET    "/api/v2/nodes"                                as gzip        => nodes::list::list;
    GET    "/api/v2/nodes/map"                            as gzip        => nodes::map::map;
    GET    "/api/v2/nodes/{name}"                         as gzip        => nodes::show::show;
    GET    "/api/v2/partitions"                           as gzip        => partitions::list::list;
    GET    "/api/v2/qos"                                  as gzip        => qos::list::list;
    GET    "/api/v2/reservations"                         as gzip        => reservations::list::list;
    GET    "/api/v2/accounts"                             as gzip        => accounts::list::list;
    GET    "/api/v2/cluster"                              as gzip        => summary::show::show;
    GET    "/api/v2/cluster/history"                      as gzip        => history::show::show;
    GET    "/api/v2/words"                                as gzip        => words::show::show;
    GET    "/api/v2/templates"                            limit TEMPLATES_READ as gzip => templates::list;
    POST   "/api/v2/templates"                            limit TEMPLATES_WRITE => create_template::create;
    GET    "/api/v2/templates/categories"                 limit TEMPLATES_READ  => categories::list;
    GET    "/api/v2/templates/search"                     limit TEMPLATES_READ as gzip => templates::search;
    GET    "/api/v2/templates/problems"                   limit TEMPLATES_READ  => problems::list;
    GET    "/api/v2/templates/archived"                   limit TEMPLATES_READ  => archived::list;
    POST   "/api/v2/templates/archived/{id}/restore"      limit TEMPLATES_WRITE => archived::restore;
    POST   "/api/v2/templates/check"                      limit TEMPLATES_CHECK => check::check;
    POST   "/api/v2/templates/scan"                       limit TEMPLATES_SCAN  => scan::scan;
    POST   "/api/v2/templates/import"                     limit TEMPLATES_WRITE => import::import;
    GET    "/api/v2/templates/watcher/status"             limit TEMPLATES_READ  => template_watcher::status;
    GET    "/api/v2/templates/export/{id}"                limit TEMPLATES_READ  => export_template::export;
    GET    "/api/v2/templates/{id}"                       limit TEMPLATES_READ  => show_template::show;
    PUT    "/api/v2/templates/{id}"                       limit TEMPLATES_WRITE => change::change;
    DELETE "/api/v2/templates/{id}"                       limit TEMPLATES_WRITE => archive::archive;
    GET    "/api/v2/templates/{id}/validate"              limit TEMPLATES_READ  => validate::validate;
    GET    "/api/v2/templates/{id}/compare"               limit TEMPLATES_READ  => compare::compare;
    GET    "/api/v2/templates/{id}/versions"              limit TEMPLATES_READ  => versions::list;
    GET    "/api/v2/templates/{id}/versions/{digest}"     limit TEMPLATES_READ  => versions::show;
    POST   "/api/v2/templates/{id}/versions/{digest}/restore" limit TEMPLATES_WRITE => restore::restore;
    GET    "/api/v2/submissions"                          limit SUBMISSIONS_READ as gzip => submissions::list;
    GET    "/api/v2/submissions/{id}"                     limit SUBMISSIONS_READ as gzip => show_submission::show;
    GET    "/api/v2/submissions/{id}/files"               limit SUBMISSIONS_READ as gzip => job_files::list;
    GET    "/api/v2/submissions/{id}/files/{path:.*}"     limit SUBMISSIONS_FILES => job_files::download;
    GET    "/api/templates"                               limit TEMPLATES_READ  => presets::list::list;
    POST   "/api/templates"                               limit TEMPLATES_WRITE => presets::create::create;
    GET    "/api/templates/{id}"                          limit TEMPLATES_READ  => presets::show::show;
    PUT    "/api/templates/{id}"                          limit TEMPLATES_WRITE => presets::change::change;
    DELETE "/api/templates/{id}"                          limit TEMPLATES_WRITE => presets::remove::remove;
    POST   "/api/templates/{id}/use"                      limit TEMPLATES_WRITE => presets::used::used;
    GET    "/api/v2/images"                                      limit IMAGES_READ as gzip => images::list;
    GET    "/api/v2/images/scan"                                 limit IMAGES_READ as gzip => scans::show;
    POST   "/api/v2/images/scan"                                 limit IMAGES_SCAN => scans::request;
    GET    "/api/v2/images/{id}"                                 limit IMAGES_READ as gzip => show_image::show;
    GET    "/api/apptainer/images"                               limit IMAGES_READ as gzip => apptainer::list::list;
    GET    "/api/apptainer/images/{name}"                        limit IMAGES_READ as gzip => apptainer::node::list;
    GET    "/api/apptainer/images/{id}/metadata"                 limit IMAGES_READ as gzip => apptainer::metadata::show;
    GET    "/api/apptainer/images/{id}/apps"                     limit IMAGES_READ => apptainer::apps::list;
    POST   "/api/apptainer/scan"                                 limit IMAGES_SCAN => apptainer::scan::scan;
    GET    "/api/apptainer/partitions"                           limit IMAGES_READ => apptainer::partitions::list;
    GET    "/api/apptainer/search"                               limit IMAGES_READ as gzip => apptainer::search::search;
    POST   "/api/apptainer/validate/{id}"                        limit IMAGES_READ => apptainer::validate::validate;
    GET    "/api/jobs"                                    as gzip        => legacy::jobs::jobs;
    POST   "/api/jobs/submit"                             limit JOBS_SUBMIT  => older_forms::submit::submit;
    POST   "/api/jobs/preview"                            limit JOBS_PREVIEW => older_forms::preview::preview;
    GET    "/api/jobs/submit/health"                                     => older_forms::health::health;
    GET    "/api/slurm/jobs"                              as gzip        => legacy::jobs::slurm_jobs;
    POST   "/api/slurm/jobs/submit"                       limit JOBS_SUBMIT => legacy::submit::submit;
    POST   "/api/slurm/jobs/{id}/{action}"                limit JOBS_ACT    => legacy::act_on_jobs::act;
    POST   "/api/nodes/{action}"                          limit NODES_ACT   => legacy::act_on_nodes::act;
    GET    "/api/nodes"                                   as gzip        => legacy::nodes::list;
    GET    "/api/nodes/history"                           as gzip        => legacy::node_history::list;
    GET    "/api/nodes/{name}"                            as gzip        => legacy::nodes::show;
    GET    "/api/slurm/status"                            as gzip        => legacy::status::status;
    GET    "/api/slurm/qos"                               as gzip        => legacy::status::qos;
    GET    "/api/slurm/nodes/real"                        as gzip        => legacy::slurm_nodes::real;
    GET    "/api/slurm/nodes/{host}"                      as gzip        => legacy::slurm_nodes::show;
    POST   "/api/slurm/sync-nodes"                        as gzip        => legacy::slurm_nodes::sync;
    GET    "/api/metrics/realtime"                                       => legacy::metrics::realtime;
    GET    "/api/groups"                                  as gzip        => legacy::groups::list;
    GET    "/api/groups/partitions"                       as gzip        => legacy::groups::partitions;
    GET    "/api/cluster/config"                          as gzip        => legacy::config::show;
    POST   "/api/cluster/config"                                         => legacy::config::compare;
}
