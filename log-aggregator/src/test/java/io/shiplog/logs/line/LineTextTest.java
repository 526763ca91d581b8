package io.shiplog.logs.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTextTest {

    private static final long T = 1_764_316_800_000_000_001L;

    private static Line line(String text, boolean partial) {
        return new Line(T, false, partial, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Block block(long dropped, long absent, Line... lines) {
        return new Block(7, dropped, absent, false, new Block.Origin(0, 0, 0), List.of(lines));
    }

    private static String text(LogOptions options, Block... blocks) {
        LineText text = new LineText(options, 0);
        List.of(blocks).forEach(text::write);
        return new String(text.take(), StandardCharsets.UTF_8);
    }

    @Test
    void piecesOfALongLineAreJoinedAndHaveOneTime() {
        LogOptions timed = new LogOptions(false, -1, -1, Long.MIN_VALUE, true);
        assertThat(text(timed, block(0, 0, line("ab", true), line("cd", false), line("e", false))))
                .isEqualTo("2025-11-28T08:00:00.000000001Z abcd\n2025-11-28T08:00:00.000000001Z e\n");
    }

    @Test
    void theLimitCutsInTheMiddleOfALine() {
        LogOptions limited = new LogOptions(false, -1, 4, Long.MIN_VALUE, false);
        assertThat(text(limited, block(0, 0, line("ab", false), line("cd", false))))
                .isEqualTo("ab\nc");
    }

    @Test
    void lostLinesAreNamedWhereTheyWouldHaveStood() {
        assertThat(text(LogOptions.ALL, block(0, 0, line("a", false)), block(3, 0, line("b", false))))
                .isEqualTo("a\n... 3 lines were lost, they came faster than they could be kept ...\nb\n");
        assertThat(text(LogOptions.ALL, block(0, 0, line("a", false)), block(0, 2, line("b", false))))
                .isEqualTo("a\n... 2 lines left the topic before they were kept ...\nb\n");
    }

    @Test
    void expiredLinesAreNamedWithTheTimeOfTheFirstThatIsThere() {
        LineText text = new LineText(LogOptions.ALL, 0);
        text.expired(12, T);
        text.expired(1, Long.MAX_VALUE);
        assertThat(new String(text.take(), StandardCharsets.UTF_8))
                .isEqualTo("... 12 lines before 2025-11-28T08:00:00.000000001Z expired ...\n... 1 line expired ...\n");
    }
}
