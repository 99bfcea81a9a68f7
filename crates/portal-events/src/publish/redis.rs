//! Events over Redis `PUBLISH`.

use std::time::Duration;

use redis::{Client, Connection, RedisError, pipe};
use serde_json::json;

use super::sender::{Carrier, CarryError};
use crate::{REDIS_CHANNEL, queue::Batch};

const TIMEOUT: Duration = Duration::from_secs(3);

pub(super) struct RedisCarrier {
    client: Client,
    connection: Option<Connection>,
}

impl RedisCarrier {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            connection: None,
        }
    }

    fn publish(&mut self, batch: &Batch) -> Result<(), RedisError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let mut commands = pipe();
        if batch.lost > 0 {
            commands
                .publish(REDIS_CHANNEL, json!({"lost": batch.lost}).to_string())
                .ignore();
        }
        for event in &batch.events {
            commands
                .publish(REDIS_CHANNEL, event.clone().into_envelope().to_string())
                .ignore();
        }
        commands.query::<()>(&mut connection)?;
        self.connection = Some(connection);
        Ok(())
    }

    fn connect(&self) -> Result<Connection, RedisError> {
        let connection = self.client.get_connection_with_timeout(TIMEOUT)?;
        connection.set_read_timeout(Some(TIMEOUT))?;
        connection.set_write_timeout(Some(TIMEOUT))?;
        Ok(connection)
    }
}

impl Carrier for RedisCarrier {
    fn carry(&mut self, batch: &Batch) -> Result<(), CarryError> {
        self.publish(batch)
            .map_err(|error| CarryError::Unreachable(error.into()))
    }
}
