//! Who is connected, and how many may be.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use crate::{link::Link, lock::lock};

/// All connections.
#[derive(Debug)]
pub(crate) struct Roster {
    most: usize,
    most_per_user: usize,
    seats: Mutex<Seats>,
}

#[derive(Debug, Default)]
struct Seats {
    next: u64,
    links: HashMap<u64, Arc<Link>>,
    of_user: HashMap<String, usize>,
}

/// There are too many connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// A connection's place on the roster; leaves when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    roster: Arc<Roster>,
    number: u64,
    user: Option<String>,
}

impl Roster {
    pub(crate) fn new(most: usize, most_per_user: usize) -> Self {
        Self {
            most,
            most_per_user,
            seats: Mutex::default(),
        }
    }

    /// Takes a seat for a connection whose user may be known later.
    pub(crate) fn enter(self: &Arc<Self>, link: Arc<Link>) -> Result<Seat, Full> {
        let mut seats = lock(&self.seats);
        if seats.links.len() >= self.most {
            return Err(Full);
        }
        let number = seats.next;
        seats.next += 1;
        seats.links.insert(number, link);
        Ok(Seat {
            roster: Arc::clone(self),
            number,
            user: None,
        })
    }

    pub(crate) fn count(&self) -> usize {
        lock(&self.seats).links.len()
    }

    /// Does something to every connection.
    pub(crate) fn each(&self, act: impl Fn(&Link)) {
        // Outside the lock: what is done may wake tasks that leave.
        self.links().iter().for_each(|link| act(link));
    }

    /// All connections of this moment.
    pub(crate) fn links(&self) -> Vec<Arc<Link>> {
        lock(&self.seats).links.values().cloned().collect()
    }
}

impl Seat {
    /// Counts the connection as this user's.
    pub(crate) fn belongs_to(&mut self, user: &str) -> Result<(), Full> {
        if self.user.as_deref() == Some(user) {
            return Ok(());
        }
        let mut seats = lock(&self.roster.seats);
        let count = seats.of_user.get(user).copied().unwrap_or(0);
        if count >= self.roster.most_per_user {
            return Err(Full);
        }
        seats.of_user.insert(user.to_owned(), count + 1);
        if let Some(before) = self.user.replace(user.to_owned()) {
            seats.release(&before);
        }
        Ok(())
    }
}

impl Seats {
    fn release(&mut self, user: &str) {
        if let Some(count) = self.of_user.get_mut(user) {
            *count -= 1;
            if *count == 0 {
                self.of_user.remove(user);
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = lock(&self.roster.seats);
        seats.links.remove(&self.number);
        if let Some(user) = &self.user {
            seats.release(user);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Standing;

    fn link() -> Arc<Link> {
        Arc::new(Link::new(Standing::Anonymous, None, 0))
    }

    #[test]
    fn seats_are_limited_in_all_and_per_user_and_come_free_again() {
        let roster = Arc::new(Roster::new(3, 2));
        let mut seats: Vec<_> = (0..3).map(|_| roster.enter(link()).unwrap()).collect();
        assert_eq!(roster.enter(link()).unwrap_err(), Full);
        assert!(seats[0].belongs_to("kim").is_ok());
        assert!(seats[0].belongs_to("kim").is_ok(), "the same seat is not counted twice");
        assert!(seats[1].belongs_to("kim").is_ok());
        assert_eq!(seats[2].belongs_to("kim"), Err(Full));
        assert!(seats[1].belongs_to("lee").is_ok());
        assert!(seats[2].belongs_to("kim").is_ok());
        drop(seats);
        assert_eq!(roster.count(), 0);
        assert!(lock(&roster.seats).of_user.is_empty());
    }
}
