package io.shiplog.schemas.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

    private static final long NOW = 1_000_000_000_000L;
    private static final long BEGIN = 10;
    private static final long END = 200;

    @TempDir
    private Path dir;

    private Path path;
    private CheckpointFile file;

    @BeforeEach
    void writeOne() throws IOException {
        path = dir.resolve("made").resolve("a.checkpoint");
        file = new CheckpointFile(path, 1, "cluster", 16);
        file.write(100, NOW, out -> out.writeUTF("view"));
    }

    @Test
    void givesBackViewAndOffset() throws UnusableCheckpointException {
        assertThat(read(file, BEGIN, END, NOW)).isEqualTo(new CheckpointFile.Loaded<>("view", 100));
        assertThat(read(file, 100, 100, NOW)).isNotNull();
    }

    @Test
    void replacesTheOlderOne() throws IOException, UnusableCheckpointException {
        file.write(120, NOW, out -> out.writeUTF("newer"));
        assertThat(read(file, BEGIN, END, NOW)).isEqualTo(new CheckpointFile.Loaded<>("newer", 120));
    }

    @Test
    void keepsTheOlderOneWhenWritingFails() throws UnusableCheckpointException {
        assertThatThrownBy(() -> file.write(120, NOW, out -> {
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(read(file, BEGIN, END, NOW)).isEqualTo(new CheckpointFile.Loaded<>("view", 100));
    }

    @Test
    void saysNothingWhenThereIsNone() throws IOException, UnusableCheckpointException {
        file.delete();
        file.delete();
        assertThat(read(file, BEGIN, END, NOW)).isNull();
    }

    @Test
    void discardsACheckpointAheadOfTheLog() {
        unusable(file, BEGIN, 99, NOW, "ahead of the log's end");
    }

    @Test
    void discardsOneBelowTheLogsFirstOffset() {
        unusable(file, 101, END, NOW, "below the log's first");
    }

    @Test
    void discardsOneOfAnotherClusterFormatOrNumberOfPartitions() {
        unusable(new CheckpointFile(path, 1, "other", 16), BEGIN, END, NOW, "of the cluster cluster");
        unusable(new CheckpointFile(path, 2, "cluster", 16), BEGIN, END, NOW, "its format is 1, not 2");
        unusable(new CheckpointFile(path, 1, "cluster", 8), BEGIN, END, NOW, "of 16 partitions, not 8");
    }

    @Test
    void discardsOneOlderThanCompactionAllows() throws UnusableCheckpointException {
        long age = CheckpointFile.AGE_MAX.toMillis();
        assertThat(age).isLessThan(Topics.WINDOW_MILLIS);
        assertThat(read(file, BEGIN, END, NOW + age)).isNotNull();
        unusable(file, BEGIN, END, NOW + age + 1, "compacted away");
        unusable(file, BEGIN, END, NOW - age - 1, "compacted away");
    }

    @Test
    void discardsATornFileWhereverItIsCut() throws IOException {
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            unusable(file, BEGIN, END, NOW, "");
        }
    }

    @Test
    void discardsAFileWithAnyBitChanged() throws IOException {
        byte[] whole = Files.readAllBytes(path);
        for (int i = 0; i < whole.length * Byte.SIZE; i++) {
            byte[] changed = whole.clone();
            changed[i / Byte.SIZE] ^= (byte) (1 << (i % Byte.SIZE));
            Files.write(path, changed);
            unusable(file, BEGIN, END, NOW, "");
        }
    }

    private static CheckpointFile.@Nullable Loaded<String> read(CheckpointFile file, long begin, long end, long now)
            throws UnusableCheckpointException {
        return file.read(begin, end, now, in -> in.readUTF());
    }

    private static void unusable(CheckpointFile file, long begin, long end, long now, String reason) {
        assertThatThrownBy(() -> read(file, begin, end, now))
                .isInstanceOf(UnusableCheckpointException.class)
                .hasMessageContaining(reason);
    }
}
