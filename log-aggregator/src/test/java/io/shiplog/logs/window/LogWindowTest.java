package io.shiplog.logs.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.LogLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LogWindowTest {

    @Test
    void keepsTheLastLinesOfAContainer() {
        LogWindow window = new LogWindow(1_000_000, 3);
        window.add(batch("web-1", "a", "b"));
        window.add(batch("web-1", "c", "d"));
        assertThat(texts(window.tail("default", "web-1", "nginx", 10))).containsExactly("b", "c", "d");
        assertThat(texts(window.tail("default", "web-1", "nginx", 2))).containsExactly("c", "d");
        assertThat(window.tail("default", "web-2", "nginx", 2)).isEmpty();
    }

    @Test
    void forgetsTheContainerThatHasBeenSilentLongest() {
        LogWindow window = new LogWindow(200, 100);
        window.add(batch("one", "1"));
        window.add(batch("two", "1"));
        window.add(batch("one", "2"));
        window.add(batch("three", "1"));
        assertThat(window.tail("default", "two", "nginx", 9)).isEmpty();
        assertThat(texts(window.tail("default", "one", "nginx", 9))).containsExactly("1", "2");
        assertThat(window.bytes()).isLessThanOrEqualTo(200);
    }

    private static LogBatch batch(String pod, String... texts) {
        List<LogLine> lines = Stream.of(texts)
                .map(text ->
                        new LogLine(0L, "stdout", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0, false))
                .toList();
        return new LogBatch("n1", "default", pod, "uid", "nginx", 0, lines, 0L, 0L, Map.of());
    }

    private static List<String> texts(List<LogLine> lines) {
        return lines.stream()
                .map(line -> StandardCharsets.UTF_8
                        .decode(line.getText().duplicate())
                        .toString())
                .toList();
    }
}
