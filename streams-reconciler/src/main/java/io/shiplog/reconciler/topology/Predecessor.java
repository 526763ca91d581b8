package io.shiplog.reconciler.topology;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.role.ClusterContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a killed process of the same data directory left open. Kafka Streams draws a new process id, and with it
 * new
 * transactional ids, at every start, so nothing but its timeout would end the transaction in which the last process
 * died, and until then every reader of committed records and the tasks' own offsets wait. A file names the process
 * while
 * it runs; who finds it at start fences that process's producers, which aborts what is open and waits for what is being
 * completed.
 */
final class Predecessor {

    private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);
    private static final String FILE = "streams-process";
    private static final Pattern THREAD = Pattern.compile("(.+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-.*");
    private static final Set<TransactionState> UNFINISHED =
            Set.of(TransactionState.ONGOING, TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

    private final ClusterContext cluster;
    private final Path file;

    Predecessor(ClusterContext cluster) {
        this.cluster = cluster;
        this.file = cluster.dataDir().resolve(FILE);
    }

    /**
     * Fences the process that the file names, if it is there. A broker that does not help is no reason not to start.
     */
    void fence() {
        try {
            if (Files.exists(file)) {
                fence(Files.readString(file).strip());
                Files.deleteIfExists(file);
            }
        } catch (IOException | KafkaException | ExecutionException e) {
            LOG.warn("transactions of the last process are left to their timeout: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fence(String process) throws ExecutionException, InterruptedException {
        if (process.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(KafkaSettings.admin(cluster.bootstrapServers(), "reconciler-predecessor"))) {
            List<String> open =
                    admin.listTransactions(new ListTransactionsOptions().filterStates(UNFINISHED)).all().get().stream()
                            .map(TransactionListing::transactionalId)
                            .filter(id -> id.startsWith(process + "-"))
                            .toList();
            if (!open.isEmpty()) {
                LOG.info("ending the transactions of the last process: {}", open);
                admin.fenceProducers(open).all().get();
            }
        }
    }

    /**
     * Writes down which process runs here.
     *
     * @param threadName of any of its stream threads: application id, process id, and what the thread is called
     */
    void succeed(String threadName) {
        Matcher name = THREAD.matcher(threadName);
        try {
            Files.createDirectories(cluster.dataDir());
            Files.writeString(file, name.matches() ? name.group(1) : "");
        } catch (IOException e) {
            LOG.warn("cannot write {}; after a kill the last transaction ends by its timeout", file, e);
        }
    }

    /** The process ended in good order. */
    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("cannot delete {}", file, e);
        }
    }
}
