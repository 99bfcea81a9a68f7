//! The tiles of the portal's page (contract 1.5).

use portal_config::ServiceLinks;
use portal_jwt::{Claims, Permission};

use crate::views::Service;

/// The services that the holder of `claims` may use, in the contract's order; those without a link do not exist here.
pub(crate) fn tiles(links: &ServiceLinks, claims: &Claims) -> Vec<Service> {
    Permission::ALL
        .into_iter()
        .filter(|permission| claims.may(*permission))
        .filter_map(|permission| tile(links, permission))
        .collect()
}

/// The tile behind a permission; `admin` opens no service of its own.
fn tile(links: &ServiceLinks, permission: Permission) -> Option<Service> {
    let (name, url, description, icon) = match permission {
        Permission::Dashboard => {
            let description = "HPC Dashboard for DX Division";
            ("Smart Twin Flow", &links.dashboard, description, "flow")
        }
        Permission::Cae => {
            let description = "MX 스마트폰 전각도 낙하 시뮬레이션 자동화 시스템";
            ("Smart Twin Cluster Extreme", &links.cae, description, "cluster")
        }
        Permission::Vnc => ("Smart Twin Desktop", &links.vnc, "VNC Desktop", "desktop"),
        Permission::App => {
            let description = "Application Service with Remote Desktop";
            ("Smart Twin App", &links.app, description, "app")
        }
        Permission::Admin => return None,
    };
    (!url.is_empty()).then(|| Service {
        name,
        url: url.clone(),
        description,
        icon,
    })
}
