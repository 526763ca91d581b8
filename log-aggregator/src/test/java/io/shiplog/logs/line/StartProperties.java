package io.shiplog.logs.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StartProperties {

    /** Reading from where it begins gives what reading everything and cutting it afterwards would give. */
    @Property(tries = 500)
    void theLastLinesSinceATimeAreThoseOfTheWhole(
            @ForAll long seed, @ForAll @IntRange(min = -1, max = 30) int tail, @ForAll boolean timed) {
        Random random = new Random(seed);
        List<Block> blocks = new ArrayList<>();
        List<Chunk> chunks = new ArrayList<>();
        List<Line> all = new ArrayList<>();
        long number = 0;
        for (int i = 0; i < random.nextInt(8); i++) {
            List<Line> lines = new ArrayList<>();
            for (int n = random.nextInt(5); n >= 0; n--) {
                String text = "line " + (number + lines.size());
                lines.add(new Line(
                        all.size() + lines.size(), random.nextBoolean(), false, text.getBytes(StandardCharsets.UTF_8)));
            }
            Block block = new Block(number, 0, 0, false, new Block.Origin(0, i, i), lines);
            blocks.add(block);
            chunks.add(Chunk.of(block, i, 1));
            number = block.nextLine();
            all.addAll(lines);
        }
        long since = timed ? random.nextInt(30) : Long.MIN_VALUE;
        StringBuilder expected = new StringBuilder();
        List<Line> last = tail < 0 ? all : all.subList(Math.max(0, all.size() - tail), all.size());
        last.stream()
                .filter(line -> line.timeNanos() >= since)
                .forEach(line -> expected.append(new String(line.text(), StandardCharsets.UTF_8))
                        .append('\n'));

        Start start = Start.of(chunks, tail, since);
        LineText text = new LineText(new LogOptions(false, tail, -1, since, false), start.skip());
        blocks.subList(start.chunk(), blocks.size()).forEach(text::write);
        assertThat(new String(text.take(), StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }
}
