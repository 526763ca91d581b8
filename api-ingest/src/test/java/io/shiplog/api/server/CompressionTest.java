package io.shiplog.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class CompressionTest {

    @Test
    void isWantedForLargeBodiesByClientsThatTakeIt() {
        assertThat(Compression.wanted("gzip", Compression.MIN_BYTES)).isTrue();
        assertThat(Compression.wanted("deflate, gzip;q=1.0", Compression.MIN_BYTES))
                .isTrue();
        assertThat(Compression.wanted("gzip", Compression.MIN_BYTES - 1)).isFalse();
        assertThat(Compression.wanted("gzip;q=0", Compression.MIN_BYTES)).isFalse();
        assertThat(Compression.wanted("identity", Compression.MIN_BYTES)).isFalse();
        assertThat(Compression.wanted(null, Compression.MIN_BYTES)).isFalse();
    }

    @Test
    void comesOutAsItWentIn() throws IOException {
        byte[] body = "pod ".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        byte[] zipped = Compression.gzip(List.of(body));
        assertThat(zipped.length).isLessThan(body.length / 10);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes())
                .isEqualTo(body);
    }
}
