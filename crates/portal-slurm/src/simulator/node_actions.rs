//! What operators do to nodes, and what Slurm says to it.

use super::machines::Reboot;
use super::refused;
use super::world::World;
use crate::{NodeChange, SlurmError};

impl World {
    pub(super) fn change_node(&mut self, name: &str, change: &NodeChange) -> Result<(), SlurmError> {
        let Some(node) = self.machines.find(name) else {
            return Err(SlurmError::NotFound {
                said: "Invalid node name specified".to_owned(),
            });
        };
        let machine = &self.machines[node];
        match change {
            NodeChange::Drain { reason } => self.drain(node, reason, "root", self.now),
            NodeChange::Resume if machine.silent => {
                // Slurm forgets the drain; that the node is dead stays true.
                let now = self.now;
                let (reason, by) = (self.text("Not responding"), self.text("slurm"));
                self.machines.change(node, |machine| {
                    machine.drained = false;
                    machine.reboot = Reboot::No;
                    machine.reason = reason;
                    machine.reason_by = by;
                    machine.reason_at = Some(now);
                });
            }
            NodeChange::Resume => {
                if !machine.down && !machine.drained && machine.reboot == Reboot::No {
                    return refused("Invalid node state specified");
                }
                self.resume(node);
            }
            NodeChange::Reboot { reason } => {
                if machine.down || machine.reboot == Reboot::Issued {
                    return refused("Invalid node state specified");
                }
                // `ASAP` is a drain until it is done.
                self.drain(node, reason, "root", self.now);
                self.machines.change(node, |machine| machine.reboot = Reboot::Requested);
                self.reboot_if_empty(node);
            }
        }
        Ok(())
    }
}
