package io.ratchet.app.flow;

import io.ratchet.routes.support.ObservedRoutes;
import io.ratchet.routes.support.RouteObserver;
import io.ratchet.routes.support.StageRoutes;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** Where each part of the flow brings its routes and says what their endpoints are. */
final class Routing {
    private final CamelContext camel = new DefaultCamelContext();
    private final Properties endpoints = new Properties();

    Routing(RouteObserver observer) {
        camel.addRoutePolicyFactory(new ObservedRoutes(observer, System::nanoTime));
        camel.getPropertiesComponent().setInitialProperties(endpoints);
    }

    /** @param name as routes call it, in braces */
    Routing endpoint(String name, String uri) {
        endpoints.setProperty(name, uri);
        return this;
    }

    Routing component(String scheme, Component component) {
        camel.addComponent(scheme, component);
        return this;
    }

    void add(StageRoutes routes) throws Exception {
        camel.addRoutes(routes);
    }

    /** Hands over to a route, once they are started. */
    ProducerTemplate producer() {
        return camel.createProducerTemplate();
    }

    void start() {
        camel.start();
    }

    /** Lets what is under way come to its end. */
    void stop() {
        camel.stop();
    }
}
