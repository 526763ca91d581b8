package io.shiplog.executor.runtime.process;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.schemas.object.StatusException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Ways into pods that are processes. */
final class ProcessAccess implements PodAccess {

    private static final int CONNECT_MILLIS = 5_000;

    private final PodShelf shelf;
    private final Tools tools;

    ProcessAccess(PodShelf shelf, Tools tools) {
        this.shelf = shelf;
        this.tools = tools;
    }

    @Override
    public Session exec(ContainerRef container, List<String> command, Streams streams) throws IOException {
        Run run = running(container);
        List<String> words = new ArrayList<>(List.of(
                tools.setsid(), "sh", tools.path("enter.sh"), run.folder.path().toString(), tools.mode()));
        words.addAll(command);
        if (streams.tty()) {
            String script = tools.script();
            if (script == null) {
                throw StatusException.of(
                        400,
                        "BadRequest",
                        "a terminal needs the program script on the node: install bsdutils or util-linux there, or"
                                + " leave -t out");
            }
            // Without setsid: script makes the session, so that the terminal is the command's own.
            words = List.of(script, "-qfec", Shell.words(words.subList(1, words.size())), "/dev/null");
        }
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().put("PATH", Tools.PATH);
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put(Trees.MARK, run.folder.path().toString());
        if (streams.tty()) {
            builder.environment().put("TERM", "xterm");
            builder.redirectErrorStream(true);
        }
        return new ExecSession(builder.start(), streams);
    }

    @Override
    public Session attach(ContainerRef container, Streams streams) throws IOException {
        Run run = running(container);
        if (streams.tty()) {
            throw StatusException.of(
                    400,
                    "BadRequest",
                    "containers of the process runtime have no terminal: attach without -t, or use exec -it");
        }
        if (streams.stdin() && !Files.exists(run.folder.stdin())) {
            throw StatusException.of(
                    400,
                    "BadRequest",
                    "container " + container.container() + " takes no input: it needs stdin: true in its spec");
        }
        return new AttachSession(run, streams);
    }

    private Run running(ContainerRef container) {
        Run run = shelf.run(container);
        if (run == null || run.ended || run.folder.process() == null) {
            throw StatusException.of(
                    404, "NotFound", "container not found (\"" + container.container() + "\"): it does not run");
        }
        return run;
    }

    @Override
    public Connection connect(PodRef pod, int port) throws IOException {
        PodRecord record = shelf.pod(pod.uid());
        if (record == null) {
            throw StatusException.of(404, "NotFound", "pod " + pod.words() + " does not run on this node");
        }
        try {
            return new SocketConnection(open(record.address(), port));
        } catch (IOException e) {
            try {
                return new SocketConnection(open("127.0.0.1", port));
            } catch (IOException again) {
                throw new IOException(
                        "nobody listens on port " + port + " at " + record.address() + " or 127.0.0.1: "
                                + again.getMessage(),
                        again);
            }
        }
    }

    private static Socket open(String address, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
