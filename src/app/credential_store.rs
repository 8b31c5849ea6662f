//! Keeps secrets in the system's keyring, and nowhere else: the one user of keyring.
//!
//! A secret lies in one *head* entry, or, when it is longer than an entry holds everywhere, in numbered
//! *part* entries that the head points to. There are two places for parts. A new secret is written to the
//! one that the head does not point to, and the head is written last: whenever the program is stopped,
//! either the old secret can be read or the new one, never a mixture. Parts are written upwards from 0 and
//! removed downwards to 0, so what an interrupted writing left behind is found by counting up.

use std::fmt;
use std::sync::Arc;

use keyring::Error;
use zeroize::Zeroizing;

pub use crate::model::VaultFault;

/// The most bytes in one entry, not counting the head's own few. Windows holds 2,560.
const ENTRY: usize = 2000;
/// The longest secret. It keeps a damaged head from asking for all the memory there is.
const LONGEST: usize = 50 * ENTRY;
/// The version of this layout, as the first byte of every head.
const VERSION: u8 = 1;
/// The head's own bytes: version, place, length (4), checksum (8).
const HEAD: usize = 14;

/// The keyring's entries of one program.
///
/// Every call may block for minutes, because the system may ask the user to unlock the keyring: to be used
/// on a thread of its own. Two programs that write the same account at once should hold a
/// [`Lock`](super::files::Lock); without one the checksum still keeps a mixture from being read.
#[derive(Clone)]
pub struct CredentialStore(Arc<dyn Entries + Send + Sync>);

/// Bytes that are wiped when dropped, and that are never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl CredentialStore {
    /// The name under which the program's entries are listed in the system's keyring.
    pub const SERVICE: &str = "Etapa";

    /// Names the entries; nothing is asked yet. Tests use a service of their own.
    #[must_use]
    pub fn new(service: &str) -> Self {
        Self::over(System { service: service.to_owned() })
    }

    /// Keeps secrets in entries of another kind, such as those of a test.
    #[must_use]
    pub fn over(entries: impl Entries + Send + Sync + 'static) -> Self {
        Self(Arc::new(entries))
    }

    /// Reads the secret of an account. `None` when there is none, and also when it is damaged, incomplete
    /// or written by a later version: all of that means "not signed in", and signing in repairs it.
    ///
    /// # Errors
    ///
    /// The keyring could not be asked.
    pub fn read(&self, account: &str) -> Result<Option<SecretBytes>, VaultFault> {
        read_secret(&*self.0, account)
    }

    /// Keeps a secret in the place of the account's former one, which stays readable until this one is
    /// complete. `account` has no `#`, which marks parts.
    ///
    /// # Errors
    ///
    /// The keyring could not be asked, or the secret is longer than 100,000 bytes.
    pub fn keep(&self, account: &str, secret: &[u8]) -> Result<(), VaultFault> {
        keep_secret(&*self.0, account, secret)
    }

    /// Removes every entry of an account, also what interrupted writings left behind. There need be none.
    ///
    /// # Errors
    ///
    /// The keyring could not be asked; then something may be left.
    pub fn forget(&self, account: &str) -> Result<(), VaultFault> {
        forget_secret(&*self.0, account)
    }
}

impl SecretBytes {
    /// Returns the secret itself.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl From<Vec<u8>> for SecretBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl From<Error> for VaultFault {
    fn from(error: Error) -> Self {
        match error {
            Error::NoDefaultStore => Self::Absent,
            Error::NoStorageAccess(_) => Self::Locked,
            // These hold what was read. The words of the others are the system's.
            Error::BadEncoding(_) | Error::BadDataFormat(..) => Self::Unreadable,
            other => Self::Other(other.to_string()),
        }
    }
}

/// The few things that a keyring does with one entry, which is named by its user name.
pub trait Entries {
    /// Reads an entry; `None` if there is none.
    ///
    /// # Errors
    ///
    /// The keyring could not be asked.
    fn get(&self, user: &str) -> Result<Option<SecretBytes>, VaultFault>;

    /// Writes an entry, in the place of the former one if there is one.
    ///
    /// # Errors
    ///
    /// The keyring could not be asked.
    fn put(&self, user: &str, bytes: &[u8]) -> Result<(), VaultFault>;

    /// Removes an entry, which need not be there.
    ///
    /// # Errors
    ///
    /// The keyring could not be asked.
    fn remove(&self, user: &str) -> Result<(), VaultFault>;
}

/// The keyring of this system, through which entries of one service are reached.
struct System {
    service: String,
}

impl System {
    #[expect(clippy::disallowed_methods, reason = "the one place that opens the keyring")]
    fn entry(&self, user: &str) -> Result<keyring::Entry, VaultFault> {
        keyring::Entry::new(&self.service, user).map_err(VaultFault::from)
    }
}

impl Entries for System {
    fn get(&self, user: &str) -> Result<Option<SecretBytes>, VaultFault> {
        match self.entry(user)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes.into())),
            // With several of that name nobody can tell which is ours: as good as none.
            Err(Error::NoEntry | Error::Ambiguous(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn put(&self, user: &str, bytes: &[u8]) -> Result<(), VaultFault> {
        let entry = self.entry(user)?;
        match entry.set_secret(bytes) {
            Err(Error::Ambiguous(_)) => {
                self.remove(user)?;
                entry.set_secret(bytes)
            }
            done => done,
        }
        .map_err(VaultFault::from)
    }

    fn remove(&self, user: &str) -> Result<(), VaultFault> {
        match self.entry(user)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(Error::Ambiguous(entries)) => {
                entries.iter().try_for_each(|entry| Ok(entry.delete_credential()?))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Where a secret lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the head itself.
    Head,
    First,
    Second,
}

impl Place {
    fn from_byte(byte: u8) -> Option<Self> {
        [Self::Head, Self::First, Self::Second].into_iter().find(|place| place.byte() == byte)
    }

    fn byte(self) -> u8 {
        match self {
            Self::Head => b'h',
            Self::First => b'a',
            Self::Second => b'b',
        }
    }

    /// Returns the place for the parts of the next secret.
    fn next(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Head | Self::Second => Self::First,
        }
    }

    /// Returns the user name of a part.
    fn part(self, account: &str, number: usize) -> String {
        format!("{account}#{}{number}", char::from(self.byte()))
    }
}

/// What the head entry says before the secret, if that lies there as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    place: Place,
    length: usize,
    checksum: u64,
}

impl Head {
    fn new(place: Place, secret: &[u8]) -> Self {
        Self { place, length: secret.len(), checksum: checksum(secret) }
    }

    /// Reads a head and what follows it. `None` when it is damaged or of another version.
    fn split(entry: &[u8]) -> Option<(Self, &[u8])> {
        let (&[version, place, ref numbers @ ..], rest) = entry.split_first_chunk::<HEAD>()?;
        let (length, checksum) = numbers.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let checksum = u64::from_le_bytes(checksum.try_into().ok()?);
        let head = Self { place: Place::from_byte(place)?, length, checksum };
        (version == VERSION && length <= LONGEST).then_some((head, rest))
    }

    /// Returns the head entry, with `rest` behind the head.
    fn join(self, rest: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut entry = Zeroizing::new(Vec::with_capacity(HEAD + rest.len()));
        entry.extend([VERSION, self.place.byte()]);
        // Not longer than `LONGEST`.
        entry.extend(u32::try_from(self.length).unwrap_or(u32::MAX).to_le_bytes());
        entry.extend(self.checksum.to_le_bytes());
        entry.extend_from_slice(rest);
        entry
    }
}

fn read_secret(entries: &(impl Entries + ?Sized), account: &str) -> Result<Option<SecretBytes>, VaultFault> {
    let Some(entry) = entries.get(account)? else { return Ok(None) };
    let Some((head, rest)) = Head::split(entry.reveal()) else { return Ok(None) };
    // Room for all of it: memory that a growing vector leaves is not wiped.
    let mut secret = Zeroizing::new(Vec::with_capacity(head.length));
    if head.place == Place::Head {
        secret.extend_from_slice(rest);
    } else {
        for number in 0..head.length.div_ceil(ENTRY) {
            let Some(part) = entries.get(&head.place.part(account, number))? else { return Ok(None) };
            if secret.len() + part.reveal().len() > head.length {
                return Ok(None);
            }
            secret.extend_from_slice(part.reveal());
        }
    }
    Ok((Head::new(head.place, &secret) == head).then_some(SecretBytes(secret)))
}

fn keep_secret(entries: &(impl Entries + ?Sized), account: &str, secret: &[u8]) -> Result<(), VaultFault> {
    if secret.len() > LONGEST {
        return Err(VaultFault::TooLong);
    }
    let former = entries.get(account)?;
    let former = former.as_ref().and_then(|entry| Head::split(entry.reveal()));
    let former = former.map_or(Place::Head, |(head, _)| head.place);
    let free = former.next();
    clear(entries, account, free)?;
    if secret.len() <= ENTRY {
        entries.put(account, &Head::new(Place::Head, secret).join(secret))?;
    } else {
        for (number, part) in secret.chunks(ENTRY).enumerate() {
            entries.put(&free.part(account, number), part)?;
        }
        entries.put(account, &Head::new(free, secret).join(&[]))?;
    }
    clear(entries, account, free.next())
}

fn forget_secret(entries: &(impl Entries + ?Sized), account: &str) -> Result<(), VaultFault> {
    // The head first: what is left if this is interrupted can no longer be read as a secret.
    entries.remove(account)?;
    [Place::First, Place::Second].into_iter().try_for_each(|place| clear(entries, account, place))
}

/// Removes the parts at a place, the last first.
fn clear(entries: &(impl Entries + ?Sized), account: &str, place: Place) -> Result<(), VaultFault> {
    let mut count = 0;
    while entries.get(&place.part(account, count))?.is_some() {
        count += 1;
    }
    (0..count).rev().try_for_each(|number| entries.remove(&place.part(account, number)))
}

/// FNV-1a: it need not withstand anybody, only tell the parts of one secret from those of another.
fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;

    use super::*;

    const ACCOUNT: &str = "example.amocrm.ru token";
    const SIZES: [usize; 7] = [0, 1, ENTRY, ENTRY + 1, 2 * ENTRY, 2 * ENTRY + 1, 10_000];

    /// A keyring in memory that stops working after some changes, as if the program had been killed.
    struct Memory {
        entries: RefCell<BTreeMap<String, Vec<u8>>>,
        changes_left: Cell<usize>,
    }

    impl Memory {
        fn new() -> Self {
            Self { entries: RefCell::default(), changes_left: Cell::new(usize::MAX) }
        }

        fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Result<(), VaultFault> {
            let left = self.changes_left.get().checked_sub(1).ok_or(VaultFault::Absent)?;
            self.changes_left.set(left);
            change(&mut self.entries.borrow_mut());
            Ok(())
        }

        fn read(&self) -> Option<Vec<u8>> {
            read_secret(self, ACCOUNT).expect("a keyring").map(|secret| secret.reveal().to_vec())
        }

        fn keep(&self, secret: &[u8]) {
            keep_secret(self, ACCOUNT, secret).expect("a keyring");
        }

        /// Keeps a secret with so many changes, and tells whether they sufficed.
        fn keep_within(&self, changes: usize, secret: &[u8]) -> bool {
            self.changes_left.set(changes);
            let done = keep_secret(self, ACCOUNT, secret).is_ok();
            self.changes_left.set(usize::MAX);
            done
        }

        fn count(&self) -> usize {
            self.entries.borrow().len()
        }
    }

    impl Entries for Memory {
        fn get(&self, user: &str) -> Result<Option<SecretBytes>, VaultFault> {
            Ok(self.entries.borrow().get(user).cloned().map(SecretBytes::from))
        }

        fn put(&self, user: &str, bytes: &[u8]) -> Result<(), VaultFault> {
            assert!(bytes.len() <= 2560, "Windows holds no more, and this has {}", bytes.len());
            self.change(|entries| {
                entries.insert(user.to_owned(), bytes.to_vec());
            })
        }

        fn remove(&self, user: &str) -> Result<(), VaultFault> {
            self.change(|entries| {
                entries.remove(user);
            })
        }
    }

    /// Bytes of which every part looks different.
    fn secret(salt: u8, size: usize) -> Vec<u8> {
        (0..size).map(|at| salt.wrapping_add((at % 251).to_le_bytes()[0])).collect()
    }

    #[test]
    fn what_is_kept_is_read_back_at_every_size() {
        for size in SIZES {
            let memory = Memory::new();
            assert_eq!(memory.read(), None, "nothing was kept");
            memory.keep(&secret(1, size));
            assert_eq!(memory.read(), Some(secret(1, size)), "{size} bytes");
            let parts = if size <= ENTRY { 0 } else { size.div_ceil(ENTRY) };
            assert_eq!(memory.count(), 1 + parts, "a head and the parts of {size} bytes");
        }
    }

    #[test]
    fn a_secret_that_is_too_long_is_refused_and_the_former_one_stays() {
        let memory = Memory::new();
        memory.keep(b"former");
        let fault = keep_secret(&memory, ACCOUNT, &secret(1, LONGEST + 1)).expect_err("too long");
        assert_eq!(fault, VaultFault::TooLong);
        assert_eq!(memory.read().as_deref(), Some(b"former".as_slice()), "nothing was written");
    }

    #[test]
    fn wherever_a_writing_stops_the_old_or_the_new_secret_is_read() {
        for (old_size, new_size) in SIZES.iter().flat_map(|old| SIZES.map(|new| (*old, new))) {
            let (old, new) = (secret(1, old_size), secret(2, new_size));
            for changes in 0.. {
                let memory = Memory::new();
                memory.keep(&old);
                let done = memory.keep_within(changes, &new);
                let read = memory.read();
                let what = format!("{old_size} to {new_size} bytes, stopped after {changes} changes");
                assert!(read.as_ref() == Some(&new) || (!done && read.as_ref() == Some(&old)), "{what}");
                // A second writing that is stopped as well meets what the first left behind.
                let third = secret(3, ENTRY * 2 + 7);
                for more in 0..8 {
                    let was = memory.read();
                    let done = memory.keep_within(more, &third);
                    let read = memory.read();
                    assert!(read.as_ref() == Some(&third) || (!done && read == was), "{what}, then {more}");
                }
                memory.keep(&third);
                assert_eq!(memory.count(), 4, "no part of another secret is left: {what}");
                if done {
                    break;
                }
            }
        }
    }

    #[test]
    fn forgetting_leaves_nothing_wherever_writing_and_forgetting_stopped_before() {
        for (writing, forgetting) in
            (0..12).flat_map(|writing| (0..6).map(move |forgetting| (writing, forgetting)))
        {
            let memory = Memory::new();
            memory.keep(&secret(1, 5000));
            memory.keep_within(writing, &secret(2, 9000));
            memory.changes_left.set(forgetting);
            forget_secret(&memory, ACCOUNT).unwrap_or_default();
            memory.changes_left.set(usize::MAX);
            let what = format!("stopped after {writing} and {forgetting} changes");
            assert!(forgetting == 0 || memory.read().is_none(), "forgotten by the first change: {what}");
            forget_secret(&memory, ACCOUNT).expect("a keyring");
            assert_eq!(memory.count(), 0, "{what}");
        }
    }

    #[test]
    fn a_secret_with_a_damaged_part_is_no_secret() {
        type Damage = fn(&mut BTreeMap<String, Vec<u8>>);
        let damages: [(&str, Damage); 6] = [
            ("a part is gone", |entries| {
                entries.remove(&Place::First.part(ACCOUNT, 1));
            }),
            ("a part is of another secret", |entries| {
                entries.insert(Place::First.part(ACCOUNT, 1), secret(9, ENTRY));
            }),
            ("a part is too long", |entries| {
                entries.insert(Place::First.part(ACCOUNT, 1), secret(1, ENTRY + 1));
            }),
            ("the head is cut off", |entries| {
                entries.get_mut(ACCOUNT).expect("a head").truncate(HEAD - 1);
            }),
            ("the head is of a later version", |entries| {
                entries.get_mut(ACCOUNT).expect("a head")[0] = VERSION + 1;
            }),
            ("the head tells of more memory than there is", |entries| {
                entries.get_mut(ACCOUNT).expect("a head")[2..6].fill(0xff);
            }),
        ];
        for (what, damage) in damages {
            let memory = Memory::new();
            memory.keep(&secret(1, 10_000));
            damage(&mut memory.entries.borrow_mut());
            assert_eq!(memory.read(), None, "{what}");
            memory.keep(b"signed in again");
            assert_eq!(memory.read().as_deref(), Some(b"signed in again".as_slice()), "{what}");
        }
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", SecretBytes::from(b"secret".to_vec())), "***", "in no log");
        let fault = VaultFault::from(Error::BadEncoding(b"secret".to_vec()));
        assert_eq!(fault, VaultFault::Unreadable, "and in no fault");
    }
}
