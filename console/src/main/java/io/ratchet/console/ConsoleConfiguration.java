package io.ratchet.console;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the console together, from {@link ConsolePorts} and {@link Access}. */
@Configuration(proxyBeanMethods = false)
public class ConsoleConfiguration {
    @Bean
    People people(Access access, ConsolePorts ports) {
        return new People(access, ports.store(), ports.clock());
    }

    @Bean
    Sessions sessions(People people, ConsolePorts ports) {
        return new Sessions(people, ports.store(), ports.clock());
    }

    @Bean
    Passwords passwords() {
        return new Passwords();
    }

    @Bean
    UserApi userApi(ConsolePorts ports, People people, Passwords passwords) {
        return new UserApi(ports, people, passwords);
    }

    @Bean
    TokenApi tokenApi(ConsolePorts ports, People people) {
        return new TokenApi(ports, people);
    }

    @Bean
    SignIns signIns(ConsolePorts ports, ObjectProvider<SignInObserver> observer) {
        return new SignIns(ports.store(), ports.clock(), observer.getIfAvailable(SignInObserver::none));
    }

    /** Before anybody is asked who they are: a request is looked at once it is whole. */
    @Bean
    FilterRegistrationBean<BodyFilter> bodyFilter() {
        return atTheDoor(new BodyFilter(System::nanoTime), 1);
    }

    @Bean
    FilterRegistrationBean<AccessFilter> accessFilter(People people, Sessions sessions, SignIns signIns) {
        return atTheDoor(new AccessFilter(people, sessions, signIns), 2);
    }

    @Bean
    FilterRegistrationBean<Marks> marks() {
        return atTheDoor(new Marks(), 3);
    }

    /** After everybody is known: whether they may do what they ask for. */
    @Bean
    WebMvcConfigurer rights(ConsolePorts ports, OnceByKey once) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new Rights(ports.store()));
                registry.addInterceptor(once); // what somebody may not do is not answered from before either
            }
        };
    }

    @Bean
    OnceByKey onceByKey(ConsolePorts ports) {
        return new OnceByKey(ports.store(), ports.clock());
    }

    private static <F extends Filter> FilterRegistrationBean<F> atTheDoor(F filter, int place) {
        FilterRegistrationBean<F> registered = new FilterRegistrationBean<>(filter);
        registered.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        registered.setOrder(Ordered.HIGHEST_PRECEDENCE + 100 + place);
        return registered;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return factory -> {
            factory.addEngineValves(new UnreadBody());
            // The Host header is not to be believed, so it is not repeated in an answer.
            factory.addContextCustomizers(context -> context.setUseRelativeRedirects(true));
        };
    }

    @Bean
    SignInPage signInPage(People people, Passwords passwords, Sessions sessions, SignIns signIns) {
        return new SignInPage(people, passwords, sessions, signIns);
    }

    @Bean
    CompanySignIn companySignIn(People people, Sessions sessions, SignIns signIns) {
        return new CompanySignIn(people, sessions, signIns);
    }

    @Bean
    ReadinessPage readinessPage(ConsolePorts ports) {
        return new ReadinessPage(ports);
    }

    @Bean
    StaticFiles staticFiles() {
        return new StaticFiles();
    }

    @Bean
    Shell shell(ConsolePorts ports, StaticFiles files) {
        return new Shell(ports, files);
    }

    @Bean
    TimesPage timesPage() {
        return new TimesPage();
    }

    @Bean
    CohortPage cohortPage(ConsolePorts ports) {
        return new CohortPage(ports);
    }

    @Bean
    QueueWords queueWords(ConsolePorts ports) {
        return new QueueWords(ports);
    }

    @Bean
    QueueApi queueApi(ConsolePorts ports) {
        return new QueueApi(ports);
    }

    @Bean
    QueuePage queuePage(ConsolePorts ports) {
        return new QueuePage(ports);
    }

    @Bean
    AssetCounts assetCounts() {
        return new AssetCounts();
    }

    @Bean
    AssetsPage assetsPage(ConsolePorts ports, AssetCounts counts) {
        return new AssetsPage(ports, counts);
    }

    @Bean
    AssetPage assetPage(ConsolePorts ports) {
        return new AssetPage(ports);
    }

    @Bean
    EstatePages estatePages(ConsolePorts ports, AssetCounts counts) {
        return new EstatePages(ports, counts);
    }

    @Bean
    RemediationPages remediationPages(ConsolePorts ports) {
        return new RemediationPages(ports);
    }

    @Bean
    NightPage nightPage(ConsolePorts ports) {
        return new NightPage(ports);
    }

    @Bean
    PathPage pathPage(ConsolePorts ports) {
        return new PathPage(ports);
    }

    @Bean
    ControlsApi controlsApi(ConsolePorts ports) {
        return new ControlsApi(ports);
    }

    @Bean
    PathApi pathApi(ConsolePorts ports) {
        return new PathApi(ports);
    }

    @Bean
    NightApi nightApi(ConsolePorts ports) {
        return new NightApi(ports);
    }

    @Bean
    StopApi stopApi(ConsolePorts ports) {
        return new StopApi(ports);
    }

    @Bean
    RemediationApi remediationApi(ConsolePorts ports) {
        return new RemediationApi(ports);
    }

    @Bean
    EstateApi estateApi(ConsolePorts ports) {
        return new EstateApi(ports);
    }

    @Bean
    ExplainApi explainApi(ConsolePorts ports) {
        return new ExplainApi(ports);
    }

    @Bean
    RoundApi roundApi(ConsolePorts ports) {
        return new RoundApi(ports);
    }

    @Bean
    WhatIfApi whatIfApi(ConsolePorts ports) {
        return new WhatIfApi(ports);
    }

    @Bean
    TicketHookApi ticketHookApi(ConsolePorts ports, SignIns signIns) {
        return new TicketHookApi(ports, signIns);
    }

    @Bean
    ReportApi reportApi(ConsolePorts ports) {
        return new ReportApi(ports);
    }

    @Bean
    WebhookApi webhookApi(ConsolePorts ports, Access access, SignIns signIns) {
        return new WebhookApi(ports, access, signIns);
    }

    @Bean
    WaitingApi waitingApi(ConsolePorts ports) {
        return new WaitingApi(ports);
    }

    @Bean
    CollectApi collectApi(ConsolePorts ports) {
        return new CollectApi(ports);
    }

    @Bean
    CollectPage collectPage(ConsolePorts ports) {
        return new CollectPage(ports);
    }

    @Bean
    TicketApi ticketApi(ConsolePorts ports) {
        return new TicketApi(ports);
    }

    @Bean
    TicketsPage ticketsPage(ConsolePorts ports) {
        return new TicketsPage(ports);
    }

    @Bean
    AuditPage auditPage(ConsolePorts ports) {
        return new AuditPage(ports);
    }

    @Bean
    AuditApi auditApi(ConsolePorts ports) {
        return new AuditApi(ports);
    }

    @Bean
    Problems problems(Shell shell) {
        return new Problems(shell);
    }

    @Bean
    LiveFeed liveFeed(ConsolePorts ports) {
        return new LiveFeed(ports);
    }

    @Bean
    ConnectionsPage connectionsPage(ConsolePorts ports) {
        return new ConnectionsPage(ports);
    }

    @Bean
    ConnectionsApi connectionsApi(ConsolePorts ports) {
        return new ConnectionsApi(ports);
    }

    @Bean
    SettingsPage settingsPage(ConsolePorts ports) {
        return new SettingsPage(ports);
    }

    @Bean
    ReportsPage reportsPage(ConsolePorts ports) {
        return new ReportsPage(ports);
    }

    @Bean
    FindingsPage findingsPage(ConsolePorts ports) {
        return new FindingsPage(ports);
    }

    @Bean
    ReportsApi reportsApi(ConsolePorts ports) {
        return new ReportsApi(ports);
    }

    @Bean
    RulesPage rulesPage(ConsolePorts ports) {
        return new RulesPage(ports);
    }

    @Bean
    RulesApi rulesApi(ConsolePorts ports) {
        return new RulesApi(ports);
    }

    @Bean
    ExceptionsPage exceptionsPage(ConsolePorts ports) {
        return new ExceptionsPage(ports);
    }

    @Bean
    ExceptionsApi exceptionsApi(ConsolePorts ports) {
        return new ExceptionsApi(ports);
    }
}
