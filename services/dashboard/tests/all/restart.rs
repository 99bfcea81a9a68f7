//! What the next start makes of what the last one left: after a power cut, a torn map, a kill between rename and row.

use std::os::unix::fs::FileExt;

use crate::app::{MIB, Upload, eventually, noise};
use crate::service::{Service, user};

#[tokio::test]
async fn after_a_power_cut_only_what_was_synced_counts() {
    let mut service = Service::start(&[("UPLOAD_SYNC_EVERY", "1MiB")]);
    let upload = Upload::begin(&service.user("kim"), "a.dat", noise(3 * MIB, 1), 256 * 1024).await;
    let map = service.path(&format!("users/kim/data/.{}.map", upload.id));
    let durable = || -> Vec<usize> {
        let mut marks = vec![0; 12];
        std::fs::File::open(&map)
            .unwrap()
            .read_exact_at(&mut marks, 4096 + 4096)
            .unwrap();
        (0..12).filter(|index| marks[*index] == 1).collect()
    };
    for index in 0..4 {
        upload.put(index).await.expect(200);
    }
    eventually("the sync of the first MiB", async || {
        (durable().len() == 4).then_some(())
    })
    .await;
    for index in [7, 9] {
        upload.put(index).await.expect(200);
    }
    service.kill();
    let synced = durable();
    assert!(synced.starts_with(&[0, 1, 2, 3]), "{synced:?}");
    // Another boot id in the header is how a power cut shows.
    let file = std::fs::OpenOptions::new().write(true).open(&map).unwrap();
    file.write_all_at(b"another machine!", 8).unwrap();
    service.begin();
    let upload = Upload {
        client: service.user("kim"),
        ..upload
    };
    let shown = upload.show().await;
    assert_eq!(shown["uploaded_chunks"], synced.len());
    upload.put_all().await;
    upload.complete().await.expect(200);
    assert_eq!(
        std::fs::read(service.path("users/kim/data/a.dat")).unwrap(),
        upload.bytes
    );
    assert_eq!(service.files(), ["users/kim/data/a.dat"]);
}

#[tokio::test]
async fn a_map_torn_by_a_power_cut_starts_the_upload_anew() {
    let mut service = Service::start(&[]);
    let upload = Upload::begin(&service.user("kim"), "a.dat", noise(MIB, 1), 256 * 1024).await;
    upload.put(0).await.expect(200);
    service.kill();
    let map = service.path(&format!("users/kim/data/.{}.map", upload.id));
    std::fs::OpenOptions::new()
        .write(true)
        .open(&map)
        .unwrap()
        .set_len(100)
        .unwrap();
    service.begin();
    let upload = Upload {
        client: service.user("kim"),
        ..upload
    };
    assert_eq!(upload.show().await["uploaded_chunks"], 0);
    upload.put_all().await;
    upload.complete().await.expect(200);
    assert_eq!(
        std::fs::read(service.path("users/kim/data/a.dat")).unwrap(),
        upload.bytes
    );
}

#[tokio::test]
async fn a_file_that_got_its_name_before_a_kill_is_completed_by_the_next_start() {
    let mut service = Service::start(&[]);
    let upload = Upload::begin(&service.user("kim"), "a.dat", noise(MIB, 1), 256 * 1024).await;
    upload.put_all().await;
    service.kill();
    // What publishing does first: write the name into the map, then give it.
    let folder = service.path("users/kim/data");
    let map = std::fs::OpenOptions::new()
        .write(true)
        .open(folder.join(format!(".{}.map", upload.id)));
    map.unwrap().write_all_at(b"\x05\x00a.dat", 56).unwrap();
    std::fs::rename(folder.join(format!(".{}.part", upload.id)), folder.join("a.dat")).unwrap();
    service.begin();
    let upload = Upload {
        client: service.user("kim"),
        ..upload
    };
    eventually("completion", async || {
        (upload.show().await["status"] == "completed").then_some(())
    })
    .await;
    assert_eq!(service.files(), ["users/kim/data/a.dat"]);
    let done = upload.complete().await.expect(200).json();
    assert_eq!(done["filename"], "a.dat");
    upload
        .client
        .delete(&format!("/api/v2/files/uploads/{}", upload.id))
        .await
        .expect(200);
    assert_eq!(service.files(), Vec::<String>::new());
}

#[tokio::test]
async fn every_byte_is_written_once() {
    let mut service = Service::start(&[]);
    let bytes = noise(96 * MIB, 1);
    let size = bytes.len() as f64;
    let upload = Upload::begin(&user(service.base(), "kim"), "a.dat", bytes, MIB).await;
    let before = (service.figure("io", "wchar:"), service.figure("io", "write_bytes:"));
    upload.put_all().await;
    upload.complete().await.expect(200);
    let asked = (service.figure("io", "wchar:") - before.0) as f64 / size;
    let written = (service.figure("io", "write_bytes:") - before.1) as f64 / size;
    println!("written: {asked:.4} of the file's bytes by the service, {written:.4} by the kernel for it");
    assert!(asked <= 1.01, "the service wrote {asked:.4} times the file");
    assert!(written <= 1.01, "the kernel wrote {written:.4} times the file");
    service.stop();
}
