//! Stories about the program `portal`, each as an operator would type it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod accounts;
mod audit;
mod daemon;
mod demo;
mod documents;
mod keys;
mod keys_at_work;
mod log_lines;
mod portal;
mod settings;
mod sign_out;
mod start_and_end;
mod token_matrix;
mod watching;
