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
        sessions_from -> BigInt,
        sessions_kept -> Nullable<Text>,
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
        replaced -> Text,
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
    submissions (user_name, idem_key) {
        user_name -> Text,
        idem_key -> Text,
        body_hash -> Text,
        marker -> Text,
        made_at -> BigInt,
        tried_at -> BigInt,
        taken_to -> BigInt,
        job_id -> Nullable<BigInt>,
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

diesel::table! {
    finished_jobs (id) {
        id -> BigInt,
        job_id -> BigInt,
        shown_id -> Text,
        array_job_id -> Nullable<BigInt>,
        name -> Text,
        user_name -> Text,
        account -> Text,
        partition_name -> Text,
        qos -> Text,
        state -> Text,
        reason -> Text,
        submit_at -> BigInt,
        eligible_at -> Nullable<BigInt>,
        start_at -> Nullable<BigInt>,
        end_at -> BigInt,
        time_limit_seconds -> Nullable<BigInt>,
        nodes -> BigInt,
        cpus -> BigInt,
        memory_bytes -> BigInt,
        gpus -> BigInt,
        node_list -> Text,
        work_dir -> Text,
        comment -> Text,
        exit_status -> Nullable<BigInt>,
        exit_signal -> Nullable<BigInt>,
        cpu_seconds_used -> Nullable<BigInt>,
        memory_used_bytes -> Nullable<BigInt>,
        source -> Text,
    }
}

diesel::table! {
    cluster_history (step_seconds, at) {
        step_seconds -> BigInt,
        at -> BigInt,
        samples -> BigInt,
        cpus_allocated -> Double,
        cpus_total -> Double,
        memory_allocated_bytes -> Double,
        memory_total_bytes -> Double,
        gpus_allocated -> Double,
        gpus_total -> Double,
        jobs_running -> Double,
        jobs_pending -> Double,
        nodes_unavailable -> Double,
    }
}

diesel::table! {
    job_templates_v2 (id) {
        id -> BigInt,
        template_id -> Text,
        name -> Text,
        display_name -> Text,
        description -> Text,
        category -> Text,
        tags -> Text,
        version -> Text,
        author -> Text,
        is_public -> Bool,
        source -> Text,
        rank -> BigInt,
        slurm_config -> Text,
        apptainer_config -> Text,
        apptainer_image_id -> Nullable<Text>,
        file_schema -> Text,
        script_template -> Text,
        file_path -> Text,
        file_hash -> Text,
        created_at -> Text,
        updated_at -> Text,
        last_synced -> Text,
        is_active -> Bool,
        digest -> Text,
        owner -> Nullable<Text>,
        is_present -> Bool,
        is_listed -> Bool,
        is_usable -> Bool,
        document -> Text,
        problems -> Text,
        archived_as -> Nullable<Text>,
    }
}

diesel::table! {
    template_versions (id) {
        id -> BigInt,
        template -> BigInt,
        digest -> Text,
        text -> Text,
        size -> BigInt,
        made_at -> Text,
        made_by -> Nullable<Text>,
        how -> Text,
        source -> Text,
    }
}

diesel::table! {
    template_writes (file_path, digest) {
        file_path -> Text,
        digest -> Text,
        made_by -> Text,
        how -> Text,
        owner -> Nullable<Text>,
        moved_from -> Nullable<Text>,
        made_at -> Text,
    }
}

diesel::table! {
    job_templates (id) {
        id -> Text,
        name -> Text,
        description -> Text,
        category -> Text,
        shared -> Bool,
        config -> Text,
        created_by -> Text,
        created_at -> Text,
        updated_at -> Text,
        usage_count -> BigInt,
        apptainer_template_id -> Nullable<Text>,
        apptainer_image_id -> Nullable<Text>,
        custom_values -> Nullable<Text>,
    }
}

diesel::table! {
    job_submissions (id) {
        id -> BigInt,
        job_id -> Nullable<BigInt>,
        marker -> Text,
        job_name -> Text,
        template_id -> Text,
        template_name -> Text,
        template_version -> Text,
        template_digest -> Text,
        user_name -> Text,
        partition_name -> Text,
        nodes -> BigInt,
        cpus -> BigInt,
        memory -> Text,
        time_limit -> Text,
        image_id -> Nullable<Text>,
        image_name -> Nullable<Text>,
        image_digest -> Nullable<Text>,
        uploaded_files -> Text,
        overrides -> Text,
        command -> Nullable<Text>,
        folder -> Text,
        script_hash -> Text,
        output_patterns -> Text,
        status -> Text,
        slurm_state -> Text,
        exit_code -> Nullable<BigInt>,
        submitted_at -> BigInt,
        started_at -> Nullable<BigInt>,
        completed_at -> Nullable<BigInt>,
        error_message -> Nullable<Text>,
        put_back_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    job_scripts (marker) {
        marker -> Text,
        script -> Text,
        edited -> Bool,
    }
}

diesel::table! {
    apptainer_images (id) {
        id -> Text,
        name -> Text,
        path -> Text,
        node -> Text,
        partition -> Text,
        #[sql_name = "type"]
        kind -> Text,
        size -> BigInt,
        version -> Text,
        description -> Text,
        labels -> Text,
        apps -> Text,
        runscript -> Nullable<Text>,
        env_vars -> Text,
        command_templates -> Text,
        created_at -> Text,
        updated_at -> Text,
        last_scanned -> Text,
        is_active -> Bool,
        digest -> Text,
        given_id -> Nullable<Text>,
        tags -> Text,
        arch -> Nullable<Text>,
        built_at -> Nullable<Text>,
        is_signed -> Bool,
        details -> Text,
        said -> Text,
    }
}

diesel::table! {
    apptainer_places (node, path) {
        node -> Text,
        path -> Text,
        image_id -> Text,
        last_seen_at -> Text,
        file_name -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(apptainer_images, apptainer_places);
diesel::allow_tables_to_appear_in_same_query!(job_submissions, job_scripts);
