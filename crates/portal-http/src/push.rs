//! Ended sessions, pushed to the other services over Redis where there is one.

use portal_config::RedisUrl;
use portal_events::{announce_ended, hear_ended};

use crate::{Kit, StartError};

impl Kit {
    /// From now on what is ended here is told over Redis. What is ended elsewhere is heard by the work that is given back,
    /// which goes on until the service stops.
    ///
    /// # Errors
    /// When the address cannot be read; an absent Redis is waited for, and the database tells the same within a second.
    pub fn push_ended_sessions(
        &self,
        redis: Option<&RedisUrl>,
    ) -> Result<impl Future<Output = ()> + Send + 'static, StartError> {
        let unreadable = |error| StartError::needs("the address of Redis cannot be used; see REDIS_URL", error);
        if let Some(redis) = redis {
            self.revocations()
                .announce(announce_ended(redis.expose()).map_err(unreadable)?);
        }
        let (redis, revocations, mut stopping) = (redis.cloned(), self.revocations().clone(), self.stopping());
        Ok(async move {
            let Some(redis) = redis else { return };
            let hearing = hear_ended(redis.expose(), |id, exp| revocations.learn(id, exp));
            tokio::select! {
                // Only an address that cannot be read ends it, and that was read above.
                _ = hearing => {}
                _ = stopping.wait_for(|stopping| *stopping) => {}
            }
        })
    }
}
