{{- define "chappe.name" -}}
{{- if contains "chappe" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-chappe" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "chappe.labels" -}}
app.kubernetes.io/name: chappe
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "chappe.selector" -}}
app.kubernetes.io/name: chappe
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "chappe.configMap" -}}
{{- .Values.existingConfigMap | default (include "chappe.name" .) }}
{{- end }}
