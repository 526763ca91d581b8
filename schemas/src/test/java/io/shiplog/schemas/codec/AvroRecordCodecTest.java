package io.shiplog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.ConfigureNode;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.PatchObject;
import io.shiplog.schemas.record.PatchType;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.Tick;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class AvroRecordCodecTest {

    private static final String PASSWORD = "{\"data\":{\"password\":\"aHVudGVyMg==\"}}";
    private final RecordCodec codec = new AvroRecordCodec(new FixedSchemaIds(), new SecretCipher(new byte[32]));

    /** The bytes that release 0.1.0 writes for a Tick: they must stay readable for ever, so never update them. */
    @Test
    void readsTheBytesThatTheFirstReleaseWrote() {
        Tick tick = new Tick(3, 1234567890123L);
        byte[] golden = HexFormat.of().parseHex("0000000001" + "10" + "06" + "9693d89fee47");
        assertThat(HexFormat.of().formatHex(codec.encode(Topics.COMMANDS, tick)))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(codec.decode(Topics.COMMANDS, golden)).isEqualTo(tick);
    }

    @Test
    void givesBackEveryCommandItWasGiven() {
        CreateObject command = create("ConfigMap", "{\"data\":{\"a\":\"b\"}}");
        assertThat(codec.decode(Topics.COMMANDS, codec.encode(Topics.COMMANDS, command)))
                .isEqualTo(command);
    }

    @Test
    void hidesSecretsInCommandsAndLeavesTheCallersRecordAlone() {
        CreateObject command = create("Secret", PASSWORD);
        byte[] bytes = codec.encode(Topics.COMMANDS, command);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("aHVudGVyMg");
        assertThat(text(command.getObject())).isEqualTo(PASSWORD);
        CreateObject read = (CreateObject) codec.decode(Topics.COMMANDS, bytes);
        assertThat(text(read.getObject())).isEqualTo(PASSWORD);
    }

    @Test
    void encryptsEqualSecretsToEqualBytes() {
        byte[] first = codec.encode(Topics.COMMANDS, create("Secret", PASSWORD));
        assertThat(codec.encode(Topics.COMMANDS, create("Secret", PASSWORD))).isEqualTo(first);
    }

    @Test
    void hidesSecretsInPatchesAndReplies() {
        PatchObject patch = PatchObject.newBuilder()
                .setMeta(meta())
                .setGroup("")
                .setApiVersion("v1")
                .setKind("Secret")
                .setNamespace("shop")
                .setName("db")
                .setPatchType(PatchType.values()[0])
                .setPatch(bytes(PASSWORD))
                .build();
        byte[] patchBytes = codec.encode(Topics.COMMANDS, patch);
        Reply reply = Reply.newBuilder()
                .setRequestId("r1")
                .setPartition(0)
                .setCode(200)
                .setRef(new ObjectRef("", "Secret", "shop", "db"))
                .setObject(bytes(PASSWORD))
                .build();
        byte[] replyBytes = codec.encode(Topics.REPLIES, reply);
        assertThat(new String(patchBytes, StandardCharsets.ISO_8859_1)).doesNotContain("password");
        assertThat(new String(replyBytes, StandardCharsets.ISO_8859_1)).doesNotContain("password");
        assertThat(codec.decode(Topics.COMMANDS, patchBytes)).isEqualTo(patch);
        assertThat(codec.decode(Topics.REPLIES, replyBytes)).isEqualTo(reply);
    }

    @Test
    void hidesSecretsOnTheirWayToANode() {
        ConfigureNode record = new ConfigureNode(
                "n1", "", "Secret", "shop", "db", "u1", 1L, ByteBuffer.wrap(PASSWORD.getBytes(StandardCharsets.UTF_8)));
        byte[] bytes = codec.encode(Topics.NODE_COMMANDS, record);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(PASSWORD);
        assertThat(codec.decode(Topics.NODE_COMMANDS, bytes)).isEqualTo(record);
    }

    @Test
    void refusesASecretUnderAnotherKeyAndSaysSo() {
        byte[] bytes = codec.encode(Topics.COMMANDS, create("Secret", PASSWORD));
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        RecordCodec other = new AvroRecordCodec(new FixedSchemaIds(), new SecretCipher(otherKey));
        RecordCodec none = new AvroRecordCodec(new FixedSchemaIds(), null);
        assertThatThrownBy(() -> other.decode(Topics.COMMANDS, bytes))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("another key");
        assertThatThrownBy(() -> none.decode(Topics.COMMANDS, bytes))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("this process has no key");
    }

    @Test
    void saysWhatIsWrongWithForeignBytes() {
        byte[] good = codec.encode(Topics.COMMANDS, new Tick(1, 2L));
        Map<byte[], String> wrong = Map.of(
                new byte[0],
                "only 0 bytes",
                bytes("{\"kind\":\"Pod\"}").array(),
                "the first byte is 123, not 0",
                new byte[] {0, 0, 0, 99, 99, 1},
                "no schema has the id",
                Arrays.copyOf(good, good.length + 1),
                "bytes left over",
                Arrays.copyOf(good, good.length - 1),
                "does not fit schema",
                new byte[] {0, 0, 0, 0, 1, 120, 1},
                "record type number 60",
                codec.encode(
                        Topics.REPLIES, new Reply("r", 0, 200, null, "", 0L, false, false, null, null, List.of(), 0L)),
                "does not belong on topic commands");
        wrong.forEach((bytes, message) -> assertThatThrownBy(() -> codec.decode(Topics.COMMANDS, bytes))
                .as(message)
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining(message));
    }

    @Test
    void refusesARecordThatTheTopicDoesNotCarry() {
        assertThatThrownBy(() -> codec.encode(Topics.REPLIES, new Tick(1, 2L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic replies has no records of type Tick");
    }

    @Test
    void readsWhatANewerWriterWithOneMoreFieldWrote() {
        Schema newer = new Schema.Parser().parse("""
                {"type":"record","name":"Tick","namespace":"io.shiplog.schemas.record","fields":[
                {"name":"partition","type":"int"},{"name":"added","type":"string","default":""},
                {"name":"dueMillis","type":"long"}]}""");
        RecordCodec reader = new AvroRecordCodec(
                new SchemaIds() {
                    @Override
                    public int id(String subject, Schema asked) {
                        return 1;
                    }

                    @Override
                    public Schema schema(int id) {
                        return newer;
                    }
                },
                null);
        byte[] bytes = {0, 0, 0, 0, 7, 2, 4, 'h', 'i', 6};
        assertThat(reader.decode(Topics.COMMANDS, bytes)).isEqualTo(new Tick(1, 3L));
    }

    private static CreateObject create(String kind, String object) {
        return new CreateObject(meta(), "", "v1", kind, "shop", "db", bytes(object));
    }

    private static CommandMeta meta() {
        return CommandMeta.newBuilder().setActor("alice").build();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
