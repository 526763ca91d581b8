package io.shiplog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.shiplog.schemas.record.Tick;
import io.shiplog.schemas.topic.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

class ConfluentRecordCodecTest {

    private static final RecordCodec OWN = new AvroRecordCodec(new FixedSchemaIds(), null);

    /** Stands where Confluent's serializer would: same interface, our wire format. */
    public static final class StandIn implements Serializer<Object>, Deserializer<Object> {
        @Override
        public byte[] serialize(String topic, Object data) {
            return OWN.encode(Topics.COMMANDS, (SpecificRecord) data);
        }

        @Override
        public Object deserialize(String topic, byte[] data) {
            return OWN.decode(Topics.COMMANDS, data);
        }

        @Override
        public void configure(Map<String, ?> configs, boolean isKey) {
            assertThat(configs.get("use.latest.version")).isEqualTo(true);
            assertThat(configs.get("auto.register.schemas")).isEqualTo(false);
        }

        @Override
        public void close() {}
    }

    @Test
    void recordsGoThroughTheClassThatTheSettingNames() throws Exception {
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            byte[] answer = "{\"id\":1}".getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        registry.start();
        try {
            RecordCodec codec = RecordCodecs.of(
                    Map.of(
                            "record.codec.class", ConfluentRecordCodec.class.getName(),
                            "schema.registry.url",
                                    "http://127.0.0.1:" + registry.getAddress().getPort(),
                            "record.serializer.class", StandIn.class.getName(),
                            "record.deserializer.class", StandIn.class.getName()),
                    null);
            Tick tick = new Tick(3, 4L);
            assertThat(codec.decode(Topics.COMMANDS, codec.encode(Topics.COMMANDS, tick)))
                    .isEqualTo(tick);
        } finally {
            registry.stop(0);
        }
    }

    @Test
    void aBuildWithoutTheProfileSaysWhatToDo() {
        Map<String, String> settings = Map.of(
                "record.codec.class",
                ConfluentRecordCodec.class.getName(),
                "schema.registry.url",
                "http://127.0.0.1:1");
        assertThatThrownBy(() -> RecordCodecs.of(settings, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining("-Pconfluent");
    }
}
