-- Jobs that are put back into the queue, also after their end, are followed again. When that was last, by slurmctld, which gives
-- them a new submit time then: what accounting tells of before that is not their end any more.
ALTER TABLE job_submissions ADD COLUMN put_back_at BIGINT;
