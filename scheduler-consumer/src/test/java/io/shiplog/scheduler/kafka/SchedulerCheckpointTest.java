package io.shiplog.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.scheduler.core.Kept;
import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.scheduler.core.SchedulerSettings;
import io.shiplog.schemas.checkpoint.CheckpointFile;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerCheckpointTest {

    private static final Instant START = Instant.ofEpochSecond(1_000_000_000);
    private static final long BEGIN = 3;
    private static final long NEXT = 50;

    @TempDir
    private Path dir;

    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = dir.resolve("scheduler.checkpoint");
    }

    @Test
    void goesOnWhereACleanEndLeftOff() {
        endCleanly();
        SchedulerCore core = core();
        assertThat(restore("cluster", core, NEXT)).isEqualTo(NEXT);
        assertThat(core.knownCount()).isEqualTo(2);
        assertThat(core.queue().activeCount()).isEqualTo(1);
        assertThat(core.placing()).isFalse();
    }

    @Test
    void readsFromTheStartWhenThereIsNone() {
        assertThat(restore("cluster", core(), NEXT)).isEqualTo(BEGIN);
    }

    @Test
    void discardsACheckpointAheadOfTheLog() {
        endCleanly();
        assertDiscarded("cluster", NEXT - 1);
    }

    @Test
    void discardsOneOfAnotherCluster() {
        endCleanly();
        assertDiscarded("other", NEXT);
    }

    @Test
    void discardsATornFile() throws IOException {
        endCleanly();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(file.length() - 20);
        }
        assertDiscarded("cluster", NEXT);
    }

    @Test
    void writesWhenAMinuteAndAThousandRecordsHavePassed() {
        assertThat(isWritten(Duration.ofSeconds(59), BEGIN + 5_000)).isFalse();
        assertThat(isWritten(Duration.ofSeconds(60), BEGIN + SchedulerCheckpoint.TAIL_MIN - 1))
                .isFalse();
        assertThat(isWritten(Duration.ofSeconds(60), BEGIN + SchedulerCheckpoint.TAIL_MIN))
                .isTrue();
    }

    @Test
    void writesAnewBeforeTheFileIsTooOldThoughLittleHasHappened() {
        assertThat(SchedulerCheckpoint.RENEWED_AFTER).isLessThan(CheckpointFile.AGE_MAX);
        assertThat(isWritten(SchedulerCheckpoint.RENEWED_AFTER, BEGIN)).isTrue();
    }

    @Test
    void writesNothingAtTheEndWhenNothingWasReadSince() throws IOException {
        endCleanly();
        SchedulerCore core = core();
        try (SchedulerCheckpoint checkpoint = checkpoint("cluster")) {
            long next = checkpoint.restore(core, BEGIN, NEXT, START);
            Files.delete(path);
            checkpoint.finish(core, next);
        }
        assertThat(path).doesNotExist();
    }

    private boolean isWritten(Duration passed, long next) {
        SchedulerCore core = knowing();
        try (SchedulerCheckpoint checkpoint = checkpoint("cluster")) {
            checkpoint.restore(core, BEGIN, next, START);
            checkpoint.offer(core, next, START.plus(passed));
        }
        return Files.exists(path);
    }

    private void endCleanly() {
        SchedulerCore core = knowing();
        try (SchedulerCheckpoint checkpoint = checkpoint("cluster")) {
            checkpoint.finish(core, NEXT);
        }
        assertThat(path).exists();
    }

    private void assertDiscarded(String clusterId, long end) {
        SchedulerCore core = core();
        assertThat(restore(clusterId, core, end)).isEqualTo(BEGIN);
        assertThat(core.knownCount()).isZero();
    }

    private long restore(String clusterId, SchedulerCore core, long end) {
        try (SchedulerCheckpoint checkpoint = checkpoint(clusterId)) {
            return checkpoint.restore(core, BEGIN, end, START);
        }
    }

    private SchedulerCheckpoint checkpoint(String clusterId) {
        return new SchedulerCheckpoint(new CheckpointFile(path, Kept.FORMAT, clusterId, 4), START::toEpochMilli);
    }

    private static SchedulerCore core() {
        return new SchedulerCore(new SchedulerSettings("default-scheduler", "s1", 4, 0, 0));
    }

    private static SchedulerCore knowing() {
        SchedulerCore core = core();
        see(core, "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n1\"}}");
        see(
                core,
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"namespace\":\"default\",\"name\":\"p\","
                        + "\"uid\":\"u\"},\"spec\":{\"containers\":[{\"name\":\"c\"}]}}");
        return core;
    }

    private static void see(SchedulerCore core, String json) {
        core.onResource(null, KubeObject.of(Json.parse(json), 1));
    }
}
