package io.shiplog.benchmarks.jmh;

import io.shiplog.api.auth.User;
import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Outcome;
import io.shiplog.api.read.ResourceView;
import io.shiplog.api.read.Update;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.verb.Answer;
import io.shiplog.api.verb.Call;
import io.shiplog.api.verb.Verbs;
import io.shiplog.api.verb.WatchStream;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The API server without Kafka and without HTTP: a view that takes in records, watches that make frames. */
final class WatchCell implements Backend {

    /** What kubectl asks for when it prints columns. */
    static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    static final String JSON = "application/json";

    private static final User ADMIN = new User("admin", List.of(User.MASTERS), "");
    private static final String PODS = "/api/v1/pods";
    private static final String PODS_OF_ONE = "/api/v1/namespaces/default/pods";
    private static final int WINDOW_COUNT = 1_000;
    private static final long WINDOW_BYTES = 16L * 1024 * 1024;

    private final ResourceView view = new ResourceView(Runnable::run, WINDOW_COUNT, WINDOW_BYTES);
    private final Verbs verbs = new Verbs(this, Endpoints.NONE);
    private final ResourceEnvelope envelope = Samples.envelope();
    private final List<WatchStream> watches = new ArrayList<>();
    private long offset = 100;

    WatchCell() {
        change();
    }

    @Override
    public ResourceView view(Kind kind) {
        return view;
    }

    @Override
    public CompletableFuture<Void> upToDate(Kind kind) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Outcome> submit(Change change) {
        throw new UnsupportedOperationException("nothing is written here");
    }

    @Override
    public boolean ready() {
        return true;
    }

    /** Opens watches on the pods of one namespace, or of all, in the form that is accepted. */
    void watch(int count, boolean everything, String accept) {
        Map<String, List<String>> query =
                Map.of("watch", List.of("true"), "resourceVersion", List.of(Long.toString(view.version())));
        for (int i = 0; i < count; i++) {
            ApiRequest.Resource request = (ApiRequest.Resource) ApiRequest.parse(
                    "GET", everything ? PODS : PODS_OF_ONE, query, name -> name.equals("Accept") ? accept : null);
            Call call = new Call(
                    request, query, name -> name.equals("Accept") ? accept : null, new byte[0], ADMIN, Instant::now);
            watches.add(((Answer.Stream) verbs.run(call).join()).events());
        }
    }

    /** One more version of the pod, as it comes from the log. */
    void change() {
        envelope.setVersion(envelope.getVersion() + 1);
        view.publish(List.of(new Update(Kinds.POD, KubeObject.of(envelope), offset, false)), offset + 1);
        offset++;
    }

    /** Every frame that every watch has to send; how many bytes. */
    long send() {
        long bytes = 0;
        for (WatchStream watch : watches) {
            for (byte[] frame = watch.next(); frame != null; frame = watch.next()) {
                bytes += frame.length;
            }
        }
        return bytes;
    }
}
