-- Every three letters in a row of what is searched in finished jobs, so that a text that few have is found without reading all.
-- The texts themselves are not kept twice; SQLite 3.34 and later can read it.
CREATE VIRTUAL TABLE finished_jobs_text USING fts5 (text, content='', tokenize='trigram');

CREATE TRIGGER finished_jobs_text_insert AFTER INSERT ON finished_jobs BEGIN
    INSERT INTO finished_jobs_text (rowid, text) VALUES (new.id, new.name || char(10) || new.shown_id || char(10) || new.user_name
        || char(10) || new.account || char(10) || new.node_list || char(10) || new.work_dir || char(10) || new.comment);
END;
CREATE TRIGGER finished_jobs_text_delete AFTER DELETE ON finished_jobs BEGIN
    INSERT INTO finished_jobs_text (finished_jobs_text, rowid, text) VALUES ('delete', old.id, old.name || char(10) || old.shown_id || char(10) || old.user_name
        || char(10) || old.account || char(10) || old.node_list || char(10) || old.work_dir || char(10) || old.comment);
END;
CREATE TRIGGER finished_jobs_text_update AFTER UPDATE OF name, shown_id, user_name, account, node_list, work_dir, comment ON finished_jobs
WHEN (old.name, old.shown_id, old.user_name, old.account, old.node_list, old.work_dir, old.comment)
    IS NOT (new.name, new.shown_id, new.user_name, new.account, new.node_list, new.work_dir, new.comment) BEGIN
    INSERT INTO finished_jobs_text (finished_jobs_text, rowid, text) VALUES ('delete', old.id, old.name || char(10) || old.shown_id || char(10) || old.user_name
        || char(10) || old.account || char(10) || old.node_list || char(10) || old.work_dir || char(10) || old.comment);
    INSERT INTO finished_jobs_text (rowid, text) VALUES (new.id, new.name || char(10) || new.shown_id || char(10) || new.user_name
        || char(10) || new.account || char(10) || new.node_list || char(10) || new.work_dir || char(10) || new.comment);
END;

INSERT INTO finished_jobs_text (rowid, text) SELECT id, name || char(10) || shown_id || char(10) || user_name
        || char(10) || account || char(10) || node_list || char(10) || work_dir || char(10) || comment FROM finished_jobs;
