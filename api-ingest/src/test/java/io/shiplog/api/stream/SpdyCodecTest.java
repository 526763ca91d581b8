package io.shiplog.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpdyCodecTest {

    /** The first bytes of kubectl port-forward with one local connection, as recorded. */
    private static final String RECORDED = "800300010000003d00000001000000000000"
            + "78f9e3c6a7c202253a703a2b294a4dcc851625aca9a0808614cb45a024cc6461c0c0c0c0590489c44c50e2663400000000ffff"
            + "0000000101000000"
            + "800300010000001c00000003000000000000826ac51445350c542e25a29a05000000ffff";

    /** Writes down what it is given. */
    private static final class Notes implements SpdyFrames.Sink {
        final SpdyHeaders headers = new SpdyHeaders();
        final List<String> seen = new ArrayList<>();

        @Override
        public void control(int type, int flags, Buffer payload) throws SpdyException {
            Map<String, String> read = headers.read(payload.getBytes(10, payload.length()));
            seen.add("control " + type + " stream " + payload.getInt(0) + " " + new TreeMap<>(read));
        }

        @Override
        public void data(int stream, Buffer piece, boolean last) {
            seen.add("data " + stream + " \"" + piece + "\"" + (last ? " last" : ""));
        }
    }

    @Test
    void readsWhatKubectlWasRecordedToSend() throws Exception {
        Notes notes = new Notes();
        new SpdyFrames(notes).take(Buffer.buffer(HexFormat.of().parseHex(RECORDED)));
        assertThat(notes.seen)
                .containsExactly(
                        "control 1 stream 1 {port=80, requestid=0, streamtype=error}",
                        "data 1 \"\" last",
                        "control 1 stream 3 {port=80, requestid=0, streamtype=data}");
    }

    @Test
    void itDoesNotMatterHowTheNetworkCutsTheBytes() throws Exception {
        Buffer all = Buffer.buffer(HexFormat.of().parseHex(RECORDED))
                .appendBuffer(SpdyFrames.data(3, 0, Buffer.buffer("GET /")))
                .appendBuffer(SpdyFrames.data(3, SpdyFrames.FLAG_FIN, Buffer.buffer("x")));
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Notes notes = new Notes();
            SpdyFrames frames = new SpdyFrames(notes);
            int at = 0;
            while (at < all.length()) {
                int next = Math.min(all.length(), at + random.nextInt(9));
                frames.take(all.getBuffer(at, next));
                at = next;
            }
            String data = String.join(
                    "", notes.seen.stream().filter(s -> s.startsWith("data 3")).toList());
            assertThat(data.replaceAll("data 3|[\" ]", "")).isEqualTo("GET/xlast");
            assertThat(notes.seen).contains("control 1 stream 3 {port=80, requestid=0, streamtype=data}");
        }
    }

    @Test
    void headersSurviveBeingPackedAndUnpackedBlockAfterBlock() throws Exception {
        try (SpdyHeaders writing = new SpdyHeaders();
                SpdyHeaders reading = new SpdyHeaders()) {
            Map<String, String> large = Map.of("streamtype", "data", "port", "8".repeat(5_000));
            for (Map<String, String> headers : List.of(Map.<String, String>of(), large, Map.of("a", "b"), large)) {
                byte[] packed = writing.write(headers);
                assertThat(reading.read(packed)).isEqualTo(headers);
            }
            assertThat(HexFormat.of().formatHex(new SpdyHeaders().write(Map.of())))
                    .startsWith("78")
                    .endsWith("0000ffff");
        }
    }

    @Test
    void aBlockThatUnpacksToTooMuchIsRefused() {
        try (SpdyHeaders writing = new SpdyHeaders();
                SpdyHeaders reading = new SpdyHeaders()) {
            byte[] bomb = writing.write(Map.of("a", "x".repeat(1_000_000)));
            assertThat(bomb.length).isLessThan(10_000);
            assertThatThrownBy(() -> reading.read(bomb)).isInstanceOf(SpdyException.class);
        }
    }

    @Test
    void whatIsNotSpdyIsRefused() {
        Notes notes = new Notes();
        assertThatThrownBy(() ->
                        new SpdyFrames(notes).take(Buffer.buffer(HexFormat.of().parseHex("8002000100000004"))))
                .hasMessageContaining("version 2");
        assertThatThrownBy(() ->
                        new SpdyFrames(notes).take(Buffer.buffer(HexFormat.of().parseHex("8003000100ffffff"))))
                .hasMessageContaining("control frame");
        assertThatThrownBy(() -> notes.headers.read(new byte[] {1, 2, 3})).isInstanceOf(SpdyException.class);
    }
}
