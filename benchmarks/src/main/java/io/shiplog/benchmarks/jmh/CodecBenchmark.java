package io.shiplog.benchmarks.jmh;

import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.FixedSchemaIds;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.JsonShapes;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.topic.Topics;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What every hop pays for one version of a pod of about 2 kB: envelope to bytes and back, and its JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

    private final AvroRecordCodec codec = new AvroRecordCodec(new FixedSchemaIds(), null);
    private final ResourceEnvelope envelope = Samples.envelope();
    private final byte[] bytes = codec.encode(Topics.RESOURCES, envelope);
    private final KubeObject pod = KubeObject.of(Samples.pod(), 3);
    private final List<ResourceEnvelope> likes = Samples.likes();
    private final JsonShapes shapes = new JsonShapes();
    private int turn;

    @Benchmark
    public byte[] encodeEnvelope() {
        return codec.encode(Topics.RESOURCES, envelope);
    }

    @Benchmark
    public SpecificRecord decodeEnvelope() {
        return codec.decode(Topics.RESOURCES, bytes);
    }

    @Benchmark
    public KubeObject parseObject() {
        return KubeObject.parse(pod.json(), 3);
    }

    @Benchmark
    public byte[] writeJson() {
        return Json.bytes(pod.tree());
    }

    /** The cheap part of taking an object in, and then packing it: alone and with what is packed. */
    @Benchmark
    public KubeObject takeOutOfEnvelope() {
        return KubeObject.of(likes.get(turn++ % likes.size()));
    }

    @Benchmark
    public KubeObject takeOutOfEnvelopeAndPack() {
        KubeObject object = KubeObject.of(likes.get(turn++ % likes.size()));
        object.pack(shapes);
        return object;
    }

    @Benchmark
    public KubeObject copyAndWrap() {
        return KubeObject.of(pod.copy(), 4);
    }
}
