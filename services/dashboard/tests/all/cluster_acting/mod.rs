//! Acting on a real Slurm over HTTP: as the people whose jobs they are, recorded, and seen by everybody at once.

mod disk;
mod folders;
mod hands;
mod jobs;
mod lost_answers;
mod nodes;
mod older_clients;
mod site;
mod submit;
mod templates;
