//! Stories about the auth service over HTTP.
