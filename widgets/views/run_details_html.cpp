// SPDX-License-Identifier: GPL-3.0-or-later
// What the pane beside the runs says, as rich text.
#include "widgets/bridge/format.h"
#include "widgets/bridge/run_book.h"
#include "widgets/bridge/run_text.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/theme.h"
#include "widgets/views/run_details_view.h"

#include <QDateTime>
#include <QLocale>
#include <nlohmann/json.hpp>

namespace fulcrum::views {

namespace {

using models::JobListModel;

QString escaped(const std::string& text) { return QString::fromStdString(text).toHtmlEscaped(); }

QString row(const QString& name, const QString& value)
{
    return value.isEmpty() ? QString() : QStringLiteral("<tr><td class='k'>%1</td><td>%2</td></tr>").arg(name.toHtmlEscaped(), value);
}

QString heading(const QString& text) { return QStringLiteral("<h4>%1</h4>").arg(text.toHtmlEscaped()); }

QString table(const QString& rows) { return rows.isEmpty() ? QString() : QStringLiteral("<table cellspacing='0'>%1</table>").arg(rows); }

QString timeText(std::int64_t milliseconds)
{
    return milliseconds <= 0 ? QString()
                             : QLocale().toString(QDateTime::fromMSecsSinceEpoch(milliseconds), QLocale::ShortFormat).toHtmlEscaped();
}

QString shortHash(const std::string& hash) { return escaped(hash.substr(0, 12)); }

QString linkText(const bridge::RunDetails::Link& link)
{
    return QStringLiteral("<a href='run:%1'>%2</a> (%3, %4)")
        .arg(link.run)
        .arg(escaped(link.name), JobListModel::kindText(link.kind).toHtmlEscaped())
        .arg(link.run);
}

QString links(const std::vector<bridge::RunDetails::Link>& all)
{
    QStringList lines;
    for (const auto& link : all)
        lines.append(linkText(link));
    return lines.join(QStringLiteral("<br>"));
}

QString cellHtml(const icl::PivotCell& cell)
{
    if (!cell.mean)
        return QStringLiteral("–");
    QString number = bridge::number(*cell.mean, 2);
    if (cell.rank == 1)
        number = QStringLiteral("<b>%1</b>").arg(number);
    else if (cell.rank == 2)
        number = QStringLiteral("<u>%1</u>").arg(number);
    return cell.error ? number + QStringLiteral(" ± ") + bridge::number(*cell.error, 2) : number;
}

QString colored(const QString& text, const QColor& color)
{
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(color.name(), text.toHtmlEscaped());
}

QString warning(const QString& text) { return QStringLiteral("<p class='w'>%1</p>").arg(text.toHtmlEscaped()); }

QString dataText(const bridge::RunDetails::Data& data)
{
    const QString which = data.active ? RunDetailsView::tr("the present version")
        : data.known                  ? RunDetailsView::tr("an older version")
                                      : RunDetailsView::tr("not in this project");
    return shortHash(data.fingerprint) + u' ' + which.toHtmlEscaped();
}

/// Where an imported archive was made; empty for runs of this project. Outside input: nothing throws.
QString originText(const std::string& exported)
{
    const nlohmann::json origin = nlohmann::json::parse(exported, nullptr, false);
    if (!origin.is_object())
        return {};
    const auto text = [&](const char* key) {
        const auto found = origin.find(key);
        return found == origin.end() ? QString()
            : found->is_string()     ? QString::fromStdString(found->get<std::string>())
                                     : QString::fromStdString(found->dump(-1, ' ', true));
    };
    return RunDetailsView::tr("%1 (run %2 on %3)").arg(text("file"), text("id"), text("host")).toHtmlEscaped();
}

} // namespace

QString RunDetailsView::html(const QString& body) const
{
    const QPalette& p = palette();
    const QString style
        = QStringLiteral("td { padding: 2px 12px 2px 0; vertical-align: top; } td.k { color: %1; } "
                         "td.n, th.n { text-align: right; } th { text-align: left; padding: 2px 12px 2px 0; color: %1; "
                         "font-weight: normal; } h4 { margin: 14px 0 4px 0; } p.w { color: %2; margin: 2px 0; } "
                         "a { color: %3; }")
              .arg(p.color(QPalette::PlaceholderText).name(), theme::toneColor(p, theme::Tone::Warning).name(),
                  p.color(QPalette::Link).name());
    return QStringLiteral("<style>%1</style>%2").arg(style, body);
}

QString RunDetailsView::overviewHtml() const { return warningsHtml() + lifeHtml() + failuresHtml() + provenanceHtml() + checkpointsHtml(); }

QString RunDetailsView::warningsHtml() const
{
    const store::RunRecord& run = m_details.record;
    const runs::RunSummary* summary = m_book->find(run.id);
    QString text;
    if (!run.error.empty())
        text += heading(tr("Error")) + warning(QString::fromStdString(run.error));
    if (summary && (!summary->parity.empty() || !summary->inherited.empty())) {
        text += heading(tr("Not as Fulcrum does by itself"));
        for (const QString& one : bridge::parityExplanation(*summary).split(u'\n'))
            text += warning(one);
    }
    if (const auto fields = runs::unknownFields(run); !fields.empty())
        text += warning(tr("Not known of these results: %1.").arg(bridge::unknownText(fields).join(QStringLiteral(", "))));
    return text;
}

QString RunDetailsView::lifeHtml() const
{
    const store::RunRecord& run = m_details.record;
    const bool imported = runs::isImported(run);
    const QString unknown = tr("unknown");
    QString rows = row(tr("Note"), escaped(run.note).replace(u'\n', QStringLiteral("<br>")));
    rows += row(tr("Made from"), links(m_details.parents)) + row(tr("Used by"), links(m_details.children));
    rows += row(imported ? tr("Imported") : tr("Queued"), timeText(run.created));
    rows += row(tr("Started"), imported ? unknown : timeText(run.started));
    if (!imported && run.ended > 0 && run.started > 0)
        rows += row(tr("Took"), bridge::duration(static_cast<double>(run.ended - run.started) / 1000).toHtmlEscaped());
    if (run.unitsTotal > 0)
        rows += row(tr("Units"), tr("%1 of %2").arg(bridge::count(run.unitsDone), bridge::count(run.unitsTotal)));
    return table(rows + row(tr("Seed"), imported ? unknown : QString::number(run.seed)));
}

QString RunDetailsView::provenanceHtml() const
{
    const store::RunRecord& run = m_details.record;
    const bool imported = runs::isImported(run);
    const QString unknown = tr("unknown");
    const QString commit = run.gitCommit.empty() ? QString() : QStringLiteral(" (%1)").arg(escaped(run.gitCommit));
    QString rows = row(tr("Device"), imported ? unknown : escaped(run.device)) + row(tr("Lane"), escaped(run.lane));
    rows += row(tr("Computer"), escaped(run.process.host));
    rows += row(tr("Fulcrum"), imported ? unknown : escaped(run.appVersion) + commit);
    rows += row(tr("Libraries"), escaped(run.libraries)) + row(tr("Spec SHA-256"), shortHash(run.specHash));
    for (const auto& one : m_details.data)
        rows += row(tr("Data %1/%2").arg(QString::fromStdString(one.task), QString::fromStdString(one.split)), dataText(one));
    return heading(tr("Provenance")) + table(rows + row(tr("Comes from"), originText(m_details.exported)));
}

QString RunDetailsView::checkpointsHtml() const
{
    if (m_details.checkpoints.empty())
        return {};
    QString rows;
    for (const auto& [one, isThere] : m_details.checkpoints) {
        QString value = QStringLiteral("%1<br>%2 %3 · %4")
                            .arg(escaped(one.file), bridge::metricText(one.metric).toHtmlEscaped(), bridge::number(one.value, 4),
                                shortHash(one.sha256));
        if (!isThere)
            value += QStringLiteral(" · ") + colored(tr("the file is missing"), theme::toneColor(palette(), theme::Tone::Bad));
        rows += row(tr("%1, epoch %2").arg(QString::fromStdString(one.label)).arg(one.epoch), value);
    }
    return heading(tr("Checkpoints")) + table(rows);
}

QString RunDetailsView::failuresHtml() const
{
    if (m_details.failures.empty())
        return {};
    QString rows;
    for (const store::UnitFailure& one : m_details.failures)
        rows += row(QString::fromStdString(one.item.empty() ? one.unit : one.unit + ", " + one.item), escaped(one.reason));
    const auto more = m_details.failureCount - static_cast<std::int64_t>(m_details.failures.size());
    if (more > 0)
        rows += row({}, tr("and %n more", nullptr, static_cast<int>(more)).toHtmlEscaped());
    return heading(tr("What failed")) + table(rows);
}

QString RunDetailsView::resultsHtml() const
{
    QString text = tableHtml();
    if (m_details.dmSequences > 0)
        text += table(row(tr("Sequences"), bridge::count(m_details.dmSequences)));
    text += curvesHtml();
    return text.isEmpty() ? QStringLiteral("<p>%1</p>").arg(tr("There are no results yet.").toHtmlEscaped()) : text;
}

QString RunDetailsView::tableHtml() const
{
    if (!m_details.table)
        return {};
    const icl::PivotTable& pivot = *m_details.table;
    QString rows = QStringLiteral("<tr><th>%1</th>").arg(bridge::metricText(pivot.metricName).toHtmlEscaped());
    for (const auto& key : pivot.columns)
        rows += QStringLiteral("<th class='n'>%1</th>").arg(escaped(icl::PivotTable::label(icl::PivotAxis::Shots, key.front())));
    rows += QStringLiteral("</tr>");
    for (std::size_t r = 0; r < pivot.rows.size(); ++r) {
        const std::string name = icl::PivotTable::label(icl::PivotAxis::Strategy, pivot.rows[r].front());
        rows += QStringLiteral("<tr><td>%1</td>").arg(escaped(name));
        for (std::size_t c = 0; c < pivot.columns.size(); ++c)
            rows += QStringLiteral("<td class='n'>%1</td>").arg(cellHtml(pivot.cell(r, c)));
        rows += QStringLiteral("</tr>");
    }
    return heading(tr("Mean over seeds, by shots")) + table(rows)
        + QStringLiteral("<p>%1</p>").arg(tr("± standard error over seeds. Best in bold, second underlined.").toHtmlEscaped());
}

QString RunDetailsView::curvesHtml() const
{
    if (m_details.curves.empty())
        return {};
    const auto cells = [](const char* tag, const QStringList& values) {
        QString line = QStringLiteral("<tr>");
        for (qsizetype i = 0; i < values.size(); ++i)
            line += QStringLiteral("<%1%2>%3</%1>").arg(QString::fromLatin1(tag), i > 0 ? QStringLiteral(" class='n'") : QString(), values[i]);
        return line + QStringLiteral("</tr>");
    };
    const auto number = [](double value) { return QLocale().toString(value, 'g', 4); };
    QString rows = cells("th", {tr("Curve"), tr("Points"), tr("Last"), tr("Least"), tr("Most")});
    for (const auto& curve : m_details.curves)
        rows += cells("td", {bridge::metricText(curve.name).toHtmlEscaped(), bridge::count(curve.points), number(curve.last),
                                number(curve.least), number(curve.most)});
    return heading(tr("Curves")) + table(rows);
}

} // namespace fulcrum::views
