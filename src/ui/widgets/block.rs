//! The rows that one gesture takes along: those that are selected together, or one alone.

use std::ops::Range;

use egui::Rangef;

use super::entry::Entry;

/// Rows that move as one, by their places in ascending order.
pub struct Block {
    rows: Vec<usize>,
}

impl Block {
    /// Makes a block of these places, in ascending order.
    pub fn new(rows: Vec<usize>) -> Self {
        Self { rows }
    }

    /// Returns what moves with the row at `index`: all that are selected if it is one of them.
    pub fn of(entries: &[Entry], index: usize) -> Self {
        let goes = |at: &usize| entries[*at].is_movable() && (*at == index || entries[*at].selected);
        if entries[index].selected {
            Self::new((0..entries.len()).filter(goes).collect())
        } else {
            Self::new(Some(index).filter(goes).into_iter().collect())
        }
    }

    /// Returns the places of the rows.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Tells whether these are several.
    pub fn is_several(&self) -> bool {
        self.rows.len() > 1
    }

    /// Tells whether nothing changes if the first of the rows goes to this place and the others follow.
    pub fn stays_at(&self, place: usize) -> bool {
        self.rows.iter().copied().eq(place..place + self.rows.len())
    }

    /// Returns the place one step up, if the rows may go there.
    pub fn up(&self, places: &Range<usize>) -> Option<usize> {
        self.landing(self.rows.first()?.saturating_sub(1), places)
    }

    /// Returns the place one step down, if the rows may go there.
    pub fn down(&self, places: &Range<usize>) -> Option<usize> {
        self.landing((self.rows.last()? + 2).saturating_sub(self.rows.len()), places)
    }

    fn landing(&self, place: usize, places: &Range<usize>) -> Option<usize> {
        Some(self.within(place, places)).filter(|place| !self.stays_at(*place))
    }

    /// Returns the place where the rows land when the middle of the dragged one is dropped at `y`.
    ///
    /// The place is that of the first row in the list as it will be afterwards.
    pub fn place_under(&self, y: f32, rows: &[Rangef], places: &Range<usize>) -> usize {
        let above = |(index, row): &(usize, &Rangef)| !self.rows.contains(index) && row.center() < y;
        self.within(rows.iter().enumerate().filter(above).count(), places)
    }

    fn within(&self, place: usize, places: &Range<usize>) -> usize {
        let last = places.end.saturating_sub(self.rows.len());
        place.min(last).max(places.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five rows of 10 points: 0..10, 10..20, and so on.
    fn place(y: f32, block: &[usize], places: Range<usize>) -> usize {
        let rows: Vec<Rangef> =
            [0.0, 10.0, 20.0, 30.0, 40.0].map(|top| Rangef::new(top, top + 10.0)).to_vec();
        Block::new(block.to_vec()).place_under(y, &rows, &places)
    }

    #[test]
    fn a_row_lands_between_the_rows_around_it() {
        assert_eq!(place(-50.0, &[3], 0..5), 0, "far above");
        assert_eq!(place(4.0, &[3], 0..5), 0, "over the upper half of the first row");
        assert_eq!(place(6.0, &[3], 0..5), 1, "over its lower half");
        assert_eq!(place(46.0, &[1], 0..5), 4, "behind the last row");
        assert_eq!(place(900.0, &[1], 0..5), 4, "far below");
    }

    #[test]
    fn a_row_that_is_hardly_moved_stays() {
        for y in [16.0, 25.0, 34.0] {
            assert_eq!(place(y, &[2], 0..5), 2, "{y}");
        }
    }

    #[test]
    fn nothing_lands_past_the_system_rows() {
        assert_eq!(place(-50.0, &[3], 1..4), 1);
        assert_eq!(place(900.0, &[1], 1..4), 3);
        assert_eq!(place(900.0, &[1, 3], 1..4), 2, "the last of the block is the last");
    }

    #[test]
    fn a_block_goes_one_step_or_closes_up() {
        let ways = |rows: &[usize]| {
            let block = Block::new(rows.to_vec());
            (block.up(&(1..6)), block.down(&(1..6)))
        };
        assert_eq!(ways(&[2, 3]), (Some(1), Some(3)));
        assert_eq!(ways(&[1, 2]), (None, Some(2)), "at the upper end");
        assert_eq!(ways(&[4, 5]), (Some(3), None), "at the lower end");
        assert_eq!(ways(&[1, 3]), (Some(1), Some(3)), "with a gap");
        assert_eq!(ways(&[]), (None, None));
    }
}
