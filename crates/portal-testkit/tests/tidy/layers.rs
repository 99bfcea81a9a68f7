//! Arrows point down only.

use crate::manifest;

/// Packages of a layer use those of lower layers, and none of their own.
const LAYERS: [&[&str]; 6] = [
    &[
        "portal-audit",
        "portal-config",
        "portal-jwt",
        "portal-classify",
        "portal-events",
    ],
    &[
        "portal-ratelimit",
        "portal-slurm",
        "portal-apptainer",
        "portal-templates",
        "portal-db",
    ],
    &["portal-http", "portal-jobscript"],
    &["auth", "dashboard", "websocket", "slurm-helper"],
    &["portal"],
    &["portal-testkit"],
];

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

#[test]
fn packages_use_lower_layers_only() {
    let packages = manifest::all();
    assert!(packages.len() > 10, "the packages are where this test looks for them");
    for package in &packages {
        let own = layer(&package.name).unwrap_or_else(|| panic!("{}: give it a layer in this test", package.name));
        for used in package
            .dependencies
            .iter()
            .filter_map(|name| Some((name, layer(name)?)))
        {
            assert!(used.1 < own, "{} must not use {}", package.name, used.0);
        }
    }
}

#[test]
fn the_test_kit_stays_in_tests_and_below_the_services() {
    for package in manifest::all() {
        let uses = |name: &str| package.dependencies.iter().any(|used| used == name);
        assert!(!uses("portal-testkit"), "{}: a dev-dependency only", package.name);
        if package.name == "portal-testkit" {
            assert!(
                !["auth", "dashboard", "websocket", "portal"]
                    .iter()
                    .any(|service| uses(service))
            );
        }
    }
}

#[test]
fn only_one_crate_knows_the_database_and_it_knows_no_http() {
    for package in manifest::all() {
        let uses = |start: &str| package.dependencies.iter().find(|used| used.starts_with(start));
        if package.name == "portal-db" {
            assert_eq!(uses("actix"), None, "portal-db");
        } else {
            assert_eq!(uses("diesel"), None, "{}", package.name);
        }
        if package.name == "websocket" {
            assert_eq!(uses("portal-db"), None, "the WebSocket service has no database");
        }
    }
}
