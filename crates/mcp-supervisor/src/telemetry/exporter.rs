//! Converts finished requests to spans and measurements.

use std::time::{Duration, SystemTime};

use opentelemetry::metrics::{Histogram, MeterProvider as _};
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{
    Span as _, SpanBuilder, SpanKind, Status, Tracer as _, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{
    ExporterBuildError, MetricExporter, SpanExporter, WithExportConfig as _, WithHttpConfig as _,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use url::Url;

use super::transport::{ExportClient, Exports};
use crate::log::Log;
use crate::requests::FinishedRequest;
use crate::session::RequestOutcome;

/// Name of the instrumentation.
const SCOPE: &str = "mcp-supervisor";
/// Interval at which measurements are exported.
const INTERVAL: Duration = Duration::from_secs(30);
/// Bounds of the durations, from the semantic conventions.
const BOUNDS: [f64; 11] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];

/// Telemetry could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("telemetry could not be set up")]
pub struct TelemetryError(#[from] ExporterBuildError);

/// Source of the telemetry.
#[derive(Debug, Clone)]
pub struct Service {
    /// Name of the server.
    pub name: String,
    /// Distinguishes supervisors of the same server.
    pub instance: String,
    /// Name of the host.
    pub host: String,
}

/// Exporter of spans and measurements; never waits, except in [`Telemetry::finish`].
#[derive(Debug)]
pub struct Telemetry {
    spans: SdkTracerProvider,
    measurements: SdkMeterProvider,
    tracer: SdkTracer,
    duration: Histogram<f64>,
    context: TraceContextPropagator,
}

impl Telemetry {
    /// Exports to the OTLP/HTTP endpoint `base`, to which `v1/traces` and `v1/metrics` are added.
    /// Headers are taken from `OTEL_EXPORTER_OTLP_HEADERS`.
    ///
    /// # Errors
    ///
    /// A variable of OpenTelemetry has an invalid value.
    pub fn new(base: &Url, service: Service, log: Log) -> Result<(Self, Exports), TelemetryError> {
        let (client, exports) = Exports::new(log);
        let resource = Resource::builder()
            .with_service_name(service.name)
            .with_attribute(KeyValue::new("service.instance.id", service.instance))
            .with_attribute(KeyValue::new("host.name", service.host))
            .build();
        let spans = SdkTracerProvider::builder()
            .with_batch_exporter(span_exporter(base, client.clone())?)
            .with_resource(resource.clone())
            .build();
        let reader = PeriodicReader::builder(metric_exporter(base, client)?)
            .with_interval(INTERVAL)
            .build();
        let measurements = SdkMeterProvider::builder()
            .with_reader(reader)
            .with_resource(resource)
            .build();
        let duration = measurements
            .meter(SCOPE)
            .f64_histogram("mcp.server.operation.duration")
            .with_unit("s")
            .with_description("Time from the arrival of a request to its answer.")
            .with_boundaries(BOUNDS.to_vec())
            .build();
        let telemetry = Self {
            tracer: spans.tracer(SCOPE),
            spans,
            measurements,
            duration,
            context: TraceContextPropagator::new(),
        };
        Ok((telemetry, exports))
    }

    /// Records a finished request.
    pub fn finished(&self, request: &FinishedRequest) {
        let mut attributes = vec![KeyValue::new("mcp.method.name", request.method.clone())];
        if let Some((attribute, name)) = target(request) {
            attributes.push(KeyValue::new(attribute, name.to_owned()));
        }
        if request.outcome != RequestOutcome::Success {
            attributes.push(KeyValue::new("error.type", request.outcome.name()));
        }
        self.duration
            .record(request.took.as_secs_f64(), &attributes);
        attributes.push(KeyValue::new("jsonrpc.request.id", request.id.to_json()));
        attributes.push(KeyValue::new("network.transport", "pipe"));
        let builder = SpanBuilder::from_name(span_name(request))
            .with_kind(SpanKind::Server)
            .with_start_time(request.arrived)
            .with_attributes(attributes);
        let mut span = self
            .tracer
            .build_with_context(builder, &self.parent(request));
        if request.outcome != RequestOutcome::Success {
            span.set_status(Status::error(request.outcome.name()));
        }
        span.end_with_timestamp(end(request));
    }

    /// The client's span, if it sent a valid trace context.
    fn parent(&self, request: &FinishedRequest) -> Context {
        let Some(parent) = &request.traceparent else {
            return Context::new();
        };
        let carrier = std::collections::HashMap::from([("traceparent".into(), parent.clone())]);
        self.context.extract_with_context(&Context::new(), &carrier)
    }

    /// Exports remaining data, for up to `longest` each.
    pub fn finish(&self, longest: Duration) {
        // An unreachable collector was already logged.
        let _ = self.spans.shutdown_with_timeout(longest);
        let _ = self.measurements.shutdown_with_timeout(longest);
    }
}

fn span_exporter(base: &Url, client: ExportClient) -> Result<SpanExporter, TelemetryError> {
    let builder = SpanExporter::builder().with_http().with_http_client(client);
    Ok(builder.with_endpoint(endpoint(base, "v1/traces")).build()?)
}

fn metric_exporter(base: &Url, client: ExportClient) -> Result<MetricExporter, TelemetryError> {
    let builder = MetricExporter::builder()
        .with_http()
        .with_http_client(client);
    Ok(builder
        .with_endpoint(endpoint(base, "v1/metrics"))
        .build()?)
}

fn endpoint(base: &Url, path: &str) -> String {
    format!("{}/{path}", base.as_str().trim_end_matches('/'))
}

/// Attribute of the target of a request.
fn target(request: &FinishedRequest) -> Option<(&'static str, &str)> {
    let name = request.name.as_deref()?;
    match request.method.as_str() {
        "tools/call" => Some(("gen_ai.tool.name", name)),
        "prompts/get" => Some(("gen_ai.prompt.name", name)),
        _ => None,
    }
}

fn span_name(request: &FinishedRequest) -> String {
    match target(request) {
        Some((_, name)) => format!("{} {name}", request.method),
        None => request.method.clone(),
    }
}

fn end(request: &FinishedRequest) -> SystemTime {
    request
        .arrived
        .checked_add(request.took)
        .unwrap_or(request.arrived)
}
