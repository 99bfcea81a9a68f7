//! The tables as diesel sees them; kept in step with `migrations/` by hand and by the tests.

diesel::table! {
    accounts (username) {
        username -> Text,
        password_hash -> Text,
        email -> Text,
        groups -> Text,
        created_at -> Text,
        updated_at -> Text,
    }
}

diesel::table! {
    token_revocations (jti) {
        jti -> Text,
        expires_at -> BigInt,
        revoked_at -> BigInt,
    }
}

diesel::table! {
    file_uploads (id) {
        id -> BigInt,
        upload_id -> Text,
        filename -> Text,
        file_size -> BigInt,
        file_type -> Text,
        user_id -> Text,
        job_id -> Nullable<Text>,
        storage_path -> Text,
        file_path -> Nullable<Text>,
        chunk_size -> BigInt,
        total_chunks -> BigInt,
        uploaded_chunks -> BigInt,
        status -> Text,
        error_message -> Nullable<Text>,
        created_at -> Text,
        updated_at -> Nullable<Text>,
        completed_at -> Nullable<Text>,
        on_conflict -> Text,
        idempotency_key -> Nullable<Text>,
    }
}

diesel::table! {
    job_folders (job_id) {
        job_id -> Text,
        user_id -> Text,
        created_at -> Text,
    }
}
