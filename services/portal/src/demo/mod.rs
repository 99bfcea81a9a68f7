//! `portal demo`: all services and the web applications in one process, on one port of 127.0.0.1.

mod compose;
mod images;
mod pages;
mod people;
mod settings;
mod state;

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::rt::System;
use portal_config::{Clock, Source};
use portal_http::{Ending, StartError, run_until_signal, start_logging};
use portal_slurm::Cluster;
use portal_slurm::simulator::Simulator;

use crate::arguments::Demo;
use crate::failure::Failure;
use crate::output::print;
use pages::Pages;
use people::PEOPLE;
use settings::DemoSettings;
use state::State;

/// Name of the simulated cluster.
const CLUSTER: &str = "demo";
/// The same people and machines at every start.
const SEED: u64 = 82;

pub(crate) fn run(demo: &Demo) -> Result<(), Failure> {
    let process = Source::from_process()?;
    let pages = Pages::open(&demo.web)?;
    let state = State::open(&demo.state)?;
    let settings = DemoSettings::new(&process, &state, demo.port)?;
    start_logging(&settings.auth.http)
        .map_err(|wrong| Failure::Refused(format!("{wrong}; unset it to run the demo")))?;
    let password = people::settle(&process, &state, &settings)?;
    System::new().block_on(serve(settings, pages, simulated(demo), &state, &password))
}

/// A cluster that is made up, in which the demo's people have jobs.
fn simulated(demo: &Demo) -> Arc<dyn Cluster> {
    let people = PEOPLE.map(|person| person.name);
    let plan = demo.cluster.plan(CLUSTER, SEED, demo.speed, &people);
    Arc::new(Simulator::new(plan, Clock::System))
}

async fn serve(
    settings: DemoSettings,
    pages: Pages,
    slurm: Arc<dyn Cluster>,
    state: &State,
    password: &str,
) -> Result<(), Failure> {
    let running = compose::start(settings, pages, slurm).await.map_err(name_the_port)?;
    print(&welcome(running.address(), state, password))?;
    let ending = run_until_signal(running)
        .await
        .map_err(|error| Failure::unavailable("signals cannot be received", error))?;
    print(match ending {
        Ending::Orderly => "The demo has stopped.",
        Ending::AtOnce => "The demo has stopped at once.",
    })
}

fn name_the_port(error: StartError) -> Failure {
    match error {
        StartError::Listen { address, source } => Failure::unavailable(
            format!(
                "port {} of 127.0.0.1 cannot be used; choose another one, such as: portal demo --port 0",
                address.port()
            ),
            source,
        ),
        other => other.into(),
    }
}

fn welcome(address: SocketAddr, state: &State, password: &str) -> String {
    let people = PEOPLE
        .map(|person| format!("    {:8}{}", person.name, person.group))
        .join("\n");
    let folder = state.folder().display();
    format!(
        "\n  HPC Portal demo\n\n    http://{address}/\n\n  Sign in as one of\n\n{people}\n\n  with the password\n\n    \
         {password}\n\n  Accounts and files are kept in {folder}. Ctrl-C stops.\n"
    )
}
