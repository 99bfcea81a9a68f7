//! The tables as diesel sees them; kept in step with `migrations/` by hand and by the tests.

diesel::table! {
    accounts (username) {
        username -> Text,
        password_hash -> Text,
        email -> Text,
        groups -> Text,
        created_at -> Text,
        updated_at -> Text,
        source -> Text,
        display_name -> Text,
        subject -> Nullable<Text>,
        disabled_at -> Nullable<Text>,
        last_sign_in_at -> Nullable<Text>,
    }
}

diesel::table! {
    sessions (sid) {
        sid -> Text,
        username -> Text,
        method -> Text,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        address -> Text,
        user_agent -> Text,
        generation -> BigInt,
        rotated_at -> BigInt,
        id_token -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    api_keys (key_id) {
        key_id -> Text,
        username -> Text,
        name -> Text,
        key_hash -> Text,
        scopes -> Text,
        networks -> Text,
        created_at -> Text,
        created_by -> Text,
        expires_at -> Nullable<Text>,
        last_used_at -> Nullable<Text>,
        last_used_address -> Nullable<Text>,
        revoked_at -> Nullable<Text>,
    }
}

diesel::table! {
    audit_log (seq) {
        seq -> BigInt,
        at -> Text,
        actor -> Text,
        method -> Text,
        address -> Text,
        request_id -> Text,
        action -> Text,
        object -> Text,
        outcome -> Text,
        reason -> Text,
        hash -> Text,
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
