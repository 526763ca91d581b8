package io.shiplog.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PrometheusTextTest {

    private record Row(String line, String name, double value) {}

    private static final List<Row> READ = List.of(
            new Row("up 1", "up", 1),
            new Row("up 1 1700000000000", "up", 1),
            new Row("\tup\t2.5e3 ", "up", 2500),
            new Row("a:b_c{} 1", "a:b_c", 1),
            new Row("hits{code=\"200\"} 7", "hits{code=\"200\"}", 7),
            new Row("hits {method = \"GET\", code=\"200\",} 7", "hits{code=\"200\",method=\"GET\"}", 7),
            new Row("odd{x=\"a}b,c=\\\"d\\\" \\\\\"} 3", "odd{x=\"a}b,c=\\\"d\\\" \\\\\"}", 3));

    private static final List<String> LEFT_OUT =
            List.of("up", "{a=\"b\"} 1", "1up 1", "up x", "up{a} 1", "up{a=\"b} 1", "up{1a=\"b\"} 1", "up{a=b} 1");

    @TestFactory
    Stream<DynamicTest> readsLinesInCanonicalForm() {
        return READ.stream()
                .map(row -> DynamicTest.dynamicTest(row.line(), () -> {
                    PrometheusText.Exposed exposed = PrometheusText.parse(row.line() + "\r\n", 10);
                    assertThat(exposed.values()).isEqualTo(Map.of(row.name(), row.value()));
                    assertThat(exposed.leftOut()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> leavesOutAndCountsWhatCannotBeRead() {
        return LEFT_OUT.stream()
                .map(line -> DynamicTest.dynamicTest(
                        line,
                        () -> assertThat(PrometheusText.parse(line, 10))
                                .isEqualTo(new PrometheusText.Exposed(Map.of(), 1))));
    }

    @Test
    void passesOverCommentsAndWhatIsNoNumber() {
        String text = "# HELP up Is it?\n# TYPE up gauge\n\nnone NaN\nmost +Inf\nleast -Inf\nup 1\n";
        assertThat(PrometheusText.parse(text, 10)).isEqualTo(new PrometheusText.Exposed(Map.of("up", 1.0), 0));
    }

    @Test
    void takesNoMoreThanItMay() {
        PrometheusText.Exposed exposed = PrometheusText.parse("a 1\nb 2\nc 3\n", 2);
        assertThat(exposed.values()).containsOnlyKeys("a", "b");
        assertThat(exposed.leftOut()).isOne();
    }
}
