//! What the store promises, asked of SQLite and of a PostgreSQL that the tests start themselves.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
mod census;
mod desk;
mod geocoding;
mod joining;
mod opening;
mod postgres;
mod reading;
mod refreshing;
mod sync;
mod undoing;
mod writing;

/// Each promise as one test on either database.
macro_rules! on_both {
    ($($module:ident :: $name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { crate::$module::$name(crate::desk::Desk::sqlite()).await; })*
        }
        mod postgresql {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { crate::$module::$name(crate::desk::Desk::postgres().await).await; })*
        }
    };
}

on_both!(
    opening::creates_migrates_and_opens_twice,
    opening::an_earlier_database_is_brought_up_to_date_with_its_content,
    opening::a_newer_database_is_refused,
    opening::what_is_not_there_is_not_made_by_a_look,
    writing::the_revision_counts_changes_and_nothing_else,
    writing::a_failing_statement_keeps_the_old_state,
    writing::an_import_that_is_dropped_leaves_nothing,
    writing::known_says_what_is_stored,
    writing::corrections_survive_a_refresh,
    writing::corrections_add_up_and_clear,
    writing::a_correction_of_nothing_is_refused,
    writing::a_withdrawn_structure_keeps_what_was_known,
    writing::a_record_that_comes_back_finds_its_address,
    writing::equal_names_get_different_addresses,
    writing::sources_are_kept_apart_and_removed,
    writing::a_source_that_changes_its_words_is_a_change,
    writing::five_thousand_records,
    writing::unicode_and_long_texts,
    writing::a_second_writer_is_told_to_wait,
    refreshing::sources_tell_when_they_were_last_taken_over,
    undoing::imports_are_taken_back_one_by_one,
    undoing::only_the_last_import_of_a_source_is_taken_back,
    undoing::corrections_survive_an_undo,
    undoing::an_import_tells_what_it_changed_even_after_later_ones,
    undoing::changes_of_long_ago_are_let_go,
    reading::imports_are_listed_last_first,
    reading::former_structures_are_listed,
    reading::foreign_keys_are_enforced,
    reading::readers_see_the_old_or_the_new_state,
    reading::a_reading_is_of_one_revision,
    reading::a_reading_ends_when_nobody_listens,
    reading::a_damaged_document_is_named,
    census::census_entries_are_kept_replaced_and_removed,
    census::the_census_counts_its_changes,
    census::a_reading_has_the_census_of_its_revision,
    census::a_census_waits_for_an_import_under_way,
    census::a_damaged_census_entry_is_named,
    census::the_last_figures_of_a_month_count,
    census::a_month_is_written_whole_or_not_at_all,
    census::damaged_figures_are_named,
    sync::refreshes_are_kept_by_source_and_change_no_revision,
    sync::records_of_before_keep_their_fingerprint,
    geocoding::answers_are_remembered_and_replaced,
    geocoding::many_answers_are_kept_in_one_go,
    geocoding::answers_outlive_imports_and_their_undoing,
    geocoding::a_damaged_answer_is_named,
    geocoding::a_database_with_later_changes_gets_the_table,
    joining::joined_structures_are_one_and_stay_so,
    joining::parted_structures_are_as_before,
    joining::chains_of_joins_lead_to_the_end,
    joining::corrections_come_along_and_go_back,
    joining::the_queue_follows_what_is_found_and_decided,
    joining::an_undone_import_parts_what_it_joined,
    joining::many_join_in_one_import,
);
