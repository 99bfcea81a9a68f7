//! What the handlers share, and the work that goes on beside them.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{Data, ServiceConfig};
use portal_config::names::SSO_GROUP_PERMISSIONS;
use portal_config::{Clock, DashboardSettings, Invalid};
use portal_db::audit::Journal;
use portal_db::{Db, revocations};
use portal_events::Publisher;
use portal_http::{Following, Kit, KitParts, Mode, Revocations, Running, Service, StartError, serve};
use portal_jwt::GroupPermissions;
use portal_ratelimit::{RateLimiter, RedisOptions};
use portal_slurm::Cluster;
use utoipa::openapi::OpenApi;

use crate::api_keys::KeyRing;
use crate::cluster::acting::Hands;
use crate::cluster::collector::{Collector, CollectorParts};
use crate::cluster::commands;
use crate::cluster::desk::{ClusterDesk, ClusterDeskParts};
use crate::images::{CatalogueParts, ImageCatalogue};
use crate::openapi::Served;
use crate::submissions::{Follower, JobsRoot, SubmissionDesk, SubmissionDeskParts};
use crate::templates::{ShelfParts, TemplateShelf};
use crate::uploads::{Desk, DeskParts};
use crate::{SERVICE_NAME, canonical, openapi, routes};

/// The dashboard's state; cheap to clone.
#[derive(Clone)]
pub struct Dashboard {
    desk: Arc<Desk>,
    keys: Data<KeyRing>,
    cluster: Data<ClusterDesk>,
    hands: Data<Hands>,
    collector: Arc<Collector>,
    templates: Data<TemplateShelf>,
    submissions: Data<SubmissionDesk>,
    follower: Arc<Follower>,
    images: Data<ImageCatalogue>,
    journal: Journal,
    document: Arc<OpenApi>,
    _following: Arc<Following>,
}

impl Dashboard {
    /// Opens the database (bringing its tables up to date) and the upload root, and begins to look at `slurm` and for ended
    /// sessions. All else begins with [`Dashboard::chores`].
    ///
    /// # Errors
    /// Says what is missing.
    pub async fn open(
        kit: &Kit,
        settings: &DashboardSettings,
        publisher: Publisher,
        slurm: Arc<dyn Cluster>,
    ) -> Result<Self, StartError> {
        let db = Db::open(&settings.database)
            .map_err(|error| StartError::needs("the database cannot be opened; see DATABASE_URL", error))?;
        db.migrate()
            .map_err(|error| StartError::needs("the database's tables cannot be brought up to date", error))?;
        let following = kit
            .revocations()
            .follow(kit.clock().clone(), revocations::ask(&db))
            .await
            .map_err(|error| StartError::needs("ended sessions cannot be read from the database", error))?;
        let journal = Journal::start(db.clone(), kit.clock().clone());
        let refusals = journal.clone();
        kit.audit_to(move |entry| refusals.note(entry));
        let groups = GroupPermissions::read(settings.group_permissions.as_deref());
        let groups =
            groups.map_err(|wrong| StartError::Setting(Invalid::new(&SSO_GROUP_PERMISSIONS, wrong.to_string())))?;
        let keys = KeyRing::new(db.clone(), groups, kit.clock().clone(), journal.clone());
        keys.serve(kit);
        let collector = Collector::start(CollectorParts {
            slurm,
            intervals: settings.intervals,
            redis: settings.redis.clone(),
            db: db.clone(),
            publisher: publisher.clone(),
            clock: kit.clock().clone(),
        });
        let collector =
            collector.map_err(|error| StartError::needs("no thread can be started that looks at Slurm", error))?;
        let cluster = ClusterDesk::new(ClusterDeskParts {
            watch: collector.watch(),
            db: db.clone(),
            clock: kit.clock().clone(),
            mode: kit.mode(),
        });
        let hands = Hands::new(collector.watch(), journal.clone(), db.clone(), kit.clock().clone());
        let templates = TemplateShelf::open(ShelfParts {
            settings: settings.templates.clone(),
            db: db.clone(),
            clock: kit.clock().clone(),
            publisher: publisher.clone(),
            journal: journal.clone(),
        });
        let templates = templates.await?;
        let images = ImageCatalogue::open(CatalogueParts {
            settings: settings.images.clone(),
            redis: settings.redis.clone(),
            db: db.clone(),
            clock: kit.clock().clone(),
            publisher: publisher.clone(),
            journal: journal.clone(),
        })?;
        let root = settings.uploads.root.display().to_string();
        let parts = DeskParts {
            settings: settings.uploads.clone(),
            db: db.clone(),
            publisher,
            journal: journal.clone(),
            clock: kit.clock().clone(),
        };
        let desk = Desk::open(parts).map_err(|error| {
            StartError::needs(
                format!("the upload folder {root} cannot be used; see UPLOAD_ROOT"),
                error,
            )
        })?;
        let (templates, hands) = (Data::new(templates), Data::new(hands));
        let root = JobsRoot::new(settings.jobs.root.clone());
        let follower = Follower::new(collector.watch(), db.clone(), kit.clock().clone(), root.clone());
        let submissions = SubmissionDesk::new(SubmissionDeskParts {
            root,
            prices: settings.prices.clone(),
            uploads: Arc::clone(&desk.root),
            templates: templates.clone(),
            hands: hands.clone(),
            journal: journal.clone(),
            db,
            clock: kit.clock().clone(),
        });
        Ok(Self {
            desk: Arc::new(desk),
            keys: Data::new(keys),
            cluster: Data::new(cluster),
            hands,
            collector: Arc::new(collector),
            templates,
            submissions: Data::new(submissions),
            follower: Arc::new(follower),
            images: Data::new(images),
            journal,
            document: Arc::new(openapi()),
            _following: Arc::new(following),
        })
    }

    /// Serves `document` instead of the dashboard's own part, in a program that holds several services.
    #[must_use]
    pub fn with_document(mut self, document: OpenApi) -> Self {
        self.document = Arc::new(document);
        self
    }

    /// The way into the audit log. Whoever runs the service [finishes](Journal::finish) it at the end.
    #[must_use]
    pub fn audit(&self) -> &Journal {
        &self.journal
    }

    /// Adds the routes to an application that has the kit.
    pub fn configure(&self) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
        let watch = Data::new(self.collector.watch());
        let (desk, keys, cluster, hands, templates, submissions, images, served) = (
            Data::from(Arc::clone(&self.desk)),
            self.keys.clone(),
            self.cluster.clone(),
            self.hands.clone(),
            self.templates.clone(),
            self.submissions.clone(),
            self.images.clone(),
            Data::new(Served((*self.document).clone())),
        );
        move |config| {
            config
                .app_data(desk.clone())
                .app_data(keys.clone())
                .app_data(cluster.clone())
                .app_data(hands.clone())
                .app_data(templates.clone())
                .app_data(submissions.clone())
                .app_data(images.clone())
                .app_data(watch.clone())
                .app_data(served.clone());
            routes::configure(config);
        }
    }

    /// All that goes on beside the requests; runs until `kit` says that the service stops, then writes down what rows do
    /// not know yet.
    pub async fn chores(self, kit: Kit) {
        let mut stopping = kit.stopping();
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => {}
            () = Arc::clone(&self.desk).keep_tidy() => {}
            () = self.collector.chores() => {}
            () = self.follower.follow() => {}
            () = self.submissions.keep_tidy() => {}
            () = self.submissions.clone().into_inner().keep_digests() => {}
        }
        tokio::join!(self.collector.stop(), self.images.stop());
        self.desk.write_counts().await;
    }
}

/// Events that are still waiting when the service stops get so long to leave.
const LAST_EVENTS: Duration = Duration::from_secs(2);

/// Serves until stopped.
///
/// # Errors
/// Says what is missing.
pub async fn start(settings: DashboardSettings) -> Result<Running, StartError> {
    let slurm = commands::cluster(&settings.slurm);
    start_with(settings, Clock::System, slurm).await
}

/// As [`start`], with a clock and a cluster of one's own.
///
/// # Errors
/// Says what is missing.
pub async fn start_with(
    settings: DashboardSettings,
    clock: Clock,
    slurm: Arc<dyn Cluster>,
) -> Result<Running, StartError> {
    let kit = Kit::new(KitParts {
        http: settings.http.clone(),
        clock,
        revocations: Revocations::default(),
        limiter: limiter(&settings)?,
        mode: if settings.demo { Mode::Demo } else { Mode::Production },
    });
    let publisher = publisher(&settings)?;
    let dashboard = Dashboard::open(&kit, &settings, publisher.clone(), slurm).await?;
    let running = serve(Service {
        name: SERVICE_NAME,
        kit: kit.clone(),
        configure: dashboard.configure(),
        rewrite: canonical,
        listen: settings.http.listen,
        workers: settings.http.workers,
    })?;
    let hearing = kit.push_ended_sessions(settings.redis.as_ref())?;
    let journal = dashboard.audit().clone();
    let running = running.finally(journal.finish()).alongside(hearing);
    Ok(running.alongside(async move {
        dashboard.chores(kit).await;
        // What was published last leaves too, unless the other side is away.
        let drained = tokio::task::spawn_blocking(move || publisher.drain(LAST_EVENTS)).await;
        if !drained.unwrap_or(false) {
            tracing::warn!("events that were still waiting are lost with this stop");
        }
    }))
}

fn limiter(settings: &DashboardSettings) -> Result<RateLimiter, StartError> {
    match &settings.redis {
        Some(url) => RateLimiter::redis(RedisOptions::new(url.clone()))
            .map_err(|error| StartError::needs("the address of Redis cannot be used; see REDIS_URL", error)),
        None => Ok(RateLimiter::local()),
    }
}

fn publisher(settings: &DashboardSettings) -> Result<Publisher, StartError> {
    let made = match &settings.redis {
        Some(url) => Publisher::redis(url.expose()),
        None => Publisher::http(&settings.websocket_url, settings.http.secrets.internal.clone()),
    };
    made.map_err(|error| StartError::needs("events cannot be published", error))
}
