//! Jobs that are made from templates: a simulated cluster for shapes and errors; a real one is in `cluster_acting`.

mod errors;
mod following;
mod image_names;
mod images;
mod leftovers;
mod making;
mod older_clients;
mod site;
