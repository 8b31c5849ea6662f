//! A keyring in memory, for tests that are about something else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use etapa::app::credential_store::{CredentialStore, Entries, SecretBytes, VaultFault};

/// Entries in memory; clones share them.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl Secrets {
    pub fn store(&self) -> CredentialStore {
        CredentialStore::over(self.clone())
    }

    /// Returns the names of all entries.
    pub fn names(&self) -> Vec<String> {
        self.0.lock().expect("one at a time").keys().cloned().collect()
    }
}

impl Entries for Secrets {
    fn get(&self, user: &str) -> Result<Option<SecretBytes>, VaultFault> {
        Ok(self.0.lock().expect("one at a time").get(user).cloned().map(SecretBytes::from))
    }

    fn put(&self, user: &str, bytes: &[u8]) -> Result<(), VaultFault> {
        self.0.lock().expect("one at a time").insert(user.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn remove(&self, user: &str) -> Result<(), VaultFault> {
        self.0.lock().expect("one at a time").remove(user);
        Ok(())
    }
}
