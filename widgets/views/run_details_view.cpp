// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/run_details_view.h"

#include "core/chart/palette.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/run_book.h"
#include "widgets/bridge/run_text.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QDateTime>
#include <QEvent>
#include <QFontDatabase>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QVBoxLayout>
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

QString specText(const std::string& spec)
{
    const nlohmann::ordered_json document = nlohmann::ordered_json::parse(spec, nullptr, false);
    return QString::fromStdString(
        document.is_discarded() ? spec : document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
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

QPlainTextEdit* plainText(const QString& name)
{
    auto* edit = new QPlainTextEdit;
    edit->setReadOnly(true);
    edit->setFrameShape(QFrame::NoFrame);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setAccessibleName(name);
    edit->setTabChangesFocus(true);
    return edit;
}

QTextBrowser* browser(const QString& name)
{
    auto* view = new QTextBrowser;
    view->setOpenLinks(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setAccessibleName(name);
    view->document()->setDocumentMargin(0);
    return view;
}

} // namespace

RunDetailsView::RunDetailsView(bridge::ProjectSession* session, bridge::RunBook* book, bridge::JobMonitor* monitor,
    bridge::ActionRegistry* actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_book(book), m_monitor(monitor), m_read(&session->worker()), m_stack(new QStackedWidget),
      m_message(new MessageCard), m_content(new QWidget), m_title(theme::label({}, theme::Text::Heading, nullptr, true)),
      m_subtitle(theme::label({}, theme::Text::Small, nullptr, true)), m_parts(new SegmentedControl), m_pages(new QStackedWidget),
      m_overview(browser(tr("Overview"))), m_results(browser(tr("Results"))), m_spec(plainText(tr("Spec"))),
      m_log(plainText(tr("Log")))
{
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_parts->addChoice(tr("Overview"), tr("Provenance, relations, checkpoints"), static_cast<int>(Part::Overview));
    m_parts->addChoice(tr("Results"), tr("Metrics of the run"), static_cast<int>(Part::Results));
    m_parts->addChoice(tr("Spec"), tr("What was asked for, as JSON"), static_cast<int>(Part::Spec));
    m_parts->addChoice(tr("Log"), tr("The end of the run's log file"), static_cast<int>(Part::Log));
    m_parts->setCurrent(static_cast<int>(Part::Overview));
    connect(m_parts, &SegmentedControl::chosen, this, [this](int part) { setPart(static_cast<Part>(part)); });
    for (QWidget* page : {static_cast<QWidget*>(m_overview), static_cast<QWidget*>(m_results), static_cast<QWidget*>(m_spec), static_cast<QWidget*>(m_log)})
        m_pages->addWidget(page);
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(16, 14, 12, 8);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    auto* tools = new QHBoxLayout;
    tools->addWidget(m_parts);
    tools->addStretch();
    for (const char* id : {"runs.copyCommand", "runs.openFolder"}) {
        QAction* action = actions->action(QString::fromLatin1(id));
        if (!action)
            continue;
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        tools->addWidget(button);
    }
    column->addLayout(tools);
    column->addWidget(m_pages, 1);
    m_stack->addWidget(m_message);
    m_stack->addWidget(m_content);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
    setMinimumWidth(300);
    for (QTextBrowser* view : {m_overview, m_results})
        connect(view, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) {
            if (url.scheme() == u"run")
                Q_EMIT runWanted(url.path().toLongLong());
        });
    connect(book, &bridge::RunBook::changed, this, &RunDetailsView::read);
    connect(monitor, &bridge::JobMonitor::stateChanged, this, [this](store::RunId run) {
        if (run == m_run)
            read();
    });
    showMessage();
}

void RunDetailsView::setRun(store::RunId run, int others)
{
    m_others = others;
    if (run == m_run) {
        show();
        return;
    }
    m_run = run;
    m_details = {};
    m_error.reset();
    read();
}

void RunDetailsView::setPart(Part part)
{
    m_parts->setCurrent(static_cast<int>(part));
    m_pages->setCurrentIndex(static_cast<int>(part));
}

RunDetailsView::Part RunDetailsView::part() const { return static_cast<Part>(m_pages->currentIndex()); }

void RunDetailsView::read()
{
    if (m_run == 0 || !m_session->isOpen()) {
        m_read.cancel();
        m_busy = false;
        m_run = 0;
        showMessage();
        return;
    }
    m_stale = !isVisible();
    if (m_stale)
        return;
    m_busy = true;
    m_read.run(
        this, [project = m_session->project(), run = m_run](std::stop_token stop) { return bridge::readRunDetails(project, run, stop); },
        [this](Result<bridge::RunDetails> details) {
            m_busy = false;
            m_error.reset();
            if (details)
                m_details = std::move(*details);
            else
                m_error = details.error();
            show();
        });
}

void RunDetailsView::showMessage()
{
    if (m_error)
        m_message->show(QStringLiteral("error"), tr("The run cannot be read"), bridge::errorParagraph(*m_error));
    else
        m_message->show(QStringLiteral("info"), tr("No run is selected"), tr("Choose a run to see what it remembers."));
    m_stack->setCurrentWidget(m_message);
}

void RunDetailsView::show()
{
    if (m_run == 0 || m_error || m_details.record.id != m_run) {
        if (m_run == 0 || m_error)
            showMessage();
        return;
    }
    const store::RunRecord& run = m_details.record;
    m_title->setText(QString::fromStdString(run.name));
    QStringList line {tr("Run %1").arg(run.id), JobListModel::kindText(run.kind), JobListModel::stateText(run.state)};
    if (m_others > 0)
        line.append(tr("and %n more selected", nullptr, m_others));
    m_subtitle->setText(line.join(QStringLiteral(" · ")));
    const auto put = [](QTextBrowser* view, const QString& text) {
        const int place = view->verticalScrollBar()->value();
        view->setHtml(text);
        view->verticalScrollBar()->setValue(place);
    };
    put(m_overview, html(overviewHtml()));
    put(m_results, html(resultsHtml()));
    if (const QString spec = specText(run.spec); spec != m_spec->toPlainText())
        m_spec->setPlainText(spec);
    const bool follows = m_log->verticalScrollBar()->value() == m_log->verticalScrollBar()->maximum();
    const QString log = m_details.log.isEmpty() ? tr("There is no log.")
        : m_details.logCut                      ? tr("… only the end is shown; the whole file is in the project's logs folder\n") + m_details.log
                                                : m_details.log;
    if (log != m_log->toPlainText())
        m_log->setPlainText(log);
    if (follows)
        m_log->verticalScrollBar()->setValue(m_log->verticalScrollBar()->maximum());
    m_stack->setCurrentWidget(m_content);
}

QString RunDetailsView::html(const QString& body) const
{
    const QPalette& p = palette();
    const QString style = QStringLiteral("td { padding: 2px 12px 2px 0; vertical-align: top; } td.k { color: %1; } "
                                         "td.n, th.n { text-align: right; } th { text-align: left; padding: 2px 12px 2px 0; color: %1; "
                                         "font-weight: normal; } h4 { margin: 14px 0 4px 0; } p.w { color: %2; margin: 2px 0; } a { color: %3; }")
                              .arg(p.color(QPalette::PlaceholderText).name(), theme::toneColor(p, theme::Tone::Warning).name(),
                                  p.color(QPalette::Link).name());
    return QStringLiteral("<style>%1</style>%2").arg(style, body);
}

QString RunDetailsView::overviewHtml() const
{
    const store::RunRecord& run = m_details.record;
    const runs::RunSummary* summary = m_book->find(run.id);
    const bool imported = runs::isImported(run);
    const QString unknown = imported ? tr("unknown") : QString();
    QString text;
    if (!run.error.empty())
        text += heading(tr("Error")) + QStringLiteral("<p class='w'>%1</p>").arg(escaped(run.error));
    if (summary && (!summary->parity.empty() || !summary->inherited.empty())) {
        text += heading(tr("Not as Fulcrum does by itself"));
        for (const QString& one : bridge::parityExplanation(*summary).split(u'\n'))
            text += QStringLiteral("<p class='w'>%1</p>").arg(one.toHtmlEscaped());
    }
    if (const auto fields = runs::unknownFields(run); !fields.empty())
        text += QStringLiteral("<p class='w'>%1</p>")
                    .arg(tr("Not known of these results: %1.").arg(bridge::unknownText(fields).join(QStringLiteral(", "))).toHtmlEscaped());
    QString rows = row(tr("Note"), escaped(run.note).replace(u'\n', QStringLiteral("<br>")));
    rows += row(tr("Made from"), links(m_details.parents)) + row(tr("Used by"), links(m_details.children));
    rows += row(tr("Queued"), imported ? QString() : timeText(run.created)) + row(tr("Imported"), imported ? timeText(run.created) : QString());
    rows += row(tr("Started"), imported ? unknown : timeText(run.started));
    if (!imported && run.ended > 0 && run.started > 0)
        rows += row(tr("Took"), bridge::duration(static_cast<double>(run.ended - run.started) / 1000).toHtmlEscaped());
    rows += row(tr("Units"), run.unitsTotal > 0 ? tr("%1 of %2").arg(bridge::count(run.unitsDone), bridge::count(run.unitsTotal)) : QString());
    rows += row(tr("Seed"), imported ? unknown : QString::number(run.seed));
    text += table(rows);

    rows = row(tr("Device"), imported ? unknown : escaped(run.device)) + row(tr("Lane"), escaped(run.lane));
    rows += row(tr("Computer"), escaped(run.process.host));
    rows += row(tr("Fulcrum"), imported ? unknown : escaped(run.appVersion) + (run.gitCommit.empty() ? QString() : QStringLiteral(" (%1)").arg(escaped(run.gitCommit))));
    rows += row(tr("Libraries"), escaped(run.libraries)) + row(tr("Spec SHA-256"), shortHash(run.specHash));
    for (const auto& data : m_details.data)
        rows += row(tr("Data %1/%2").arg(QString::fromStdString(data.task), QString::fromStdString(data.split)),
            shortHash(data.fingerprint) + u' '
                + (data.active ? tr("the present version") : data.known ? tr("an older version") : tr("not in this project")).toHtmlEscaped());
    if (const nlohmann::json origin = nlohmann::json::parse(m_details.exported, nullptr, false); origin.is_object())
        rows += row(tr("Comes from"), escaped(origin.value("file", std::string())) + u' ' + tr("(run %1 on %2)").arg(origin.value("id", 0)).arg(QString::fromStdString(origin.value("host", std::string()))).toHtmlEscaped());
    text += heading(tr("Provenance")) + table(rows);

    if (!m_details.checkpoints.empty()) {
        rows.clear();
        for (const auto& [one, isThere] : m_details.checkpoints)
            rows += row(tr("%1, epoch %2").arg(QString::fromStdString(one.label)).arg(one.epoch),
                escaped(one.file) + QStringLiteral("<br>") + bridge::metricText(one.metric).toHtmlEscaped() + u' ' + bridge::number(one.value, 4)
                    + QStringLiteral(" · ") + shortHash(one.sha256)
                    + (isThere ? QString() : QStringLiteral(" · <span style='color:%1'>%2</span>").arg(theme::toneColor(palette(), theme::Tone::Bad).name(), tr("the file is missing").toHtmlEscaped())));
        text += heading(tr("Checkpoints")) + table(rows);
    }
    return text;
}

QString RunDetailsView::resultsHtml() const
{
    QString text;
    if (m_details.table) {
        const icl::PivotTable& pivot = *m_details.table;
        QString rows = QStringLiteral("<tr><th>%1</th>").arg(bridge::metricText(pivot.metricName).toHtmlEscaped());
        for (const auto& key : pivot.columns)
            rows += QStringLiteral("<th class='n'>%1</th>").arg(escaped(icl::PivotTable::label(icl::PivotAxis::Shots, key.front())));
        rows += QStringLiteral("</tr>");
        for (std::size_t r = 0; r < pivot.rows.size(); ++r) {
            rows += QStringLiteral("<tr><td>%1</td>").arg(escaped(icl::PivotTable::label(icl::PivotAxis::Strategy, pivot.rows[r].front())));
            for (std::size_t c = 0; c < pivot.columns.size(); ++c)
                rows += QStringLiteral("<td class='n'>%1</td>").arg(cellHtml(pivot.cell(r, c)));
            rows += QStringLiteral("</tr>");
        }
        text += heading(tr("Mean over seeds, by shots")) + table(rows)
            + QStringLiteral("<p>%1</p>").arg(tr("± standard error over seeds. Best in bold, second underlined.").toHtmlEscaped());
    }
    if (m_details.dmSequences > 0)
        text += table(row(tr("Sequences"), bridge::count(m_details.dmSequences)));
    if (!m_details.curves.empty()) {
        QString rows = QStringLiteral("<tr><th>%1</th><th class='n'>%2</th><th class='n'>%3</th><th class='n'>%4</th><th class='n'>%5</th></tr>")
                           .arg(tr("Curve"), tr("Points"), tr("Last"), tr("Least"), tr("Most"));
        for (const auto& curve : m_details.curves)
            rows += QStringLiteral("<tr><td>%1</td><td class='n'>%2</td><td class='n'>%3</td><td class='n'>%4</td><td class='n'>%5</td></tr>")
                        .arg(bridge::metricText(curve.name).toHtmlEscaped(), bridge::count(curve.points), QLocale().toString(curve.last, 'g', 4),
                            QLocale().toString(curve.least, 'g', 4), QLocale().toString(curve.most, 'g', 4));
        text += heading(tr("Curves")) + table(rows);
    }
    return text.isEmpty() ? QStringLiteral("<p>%1</p>").arg(tr("There are no results yet.").toHtmlEscaped()) : text;
}

QString RunDetailsView::shownText() const
{
    switch (part()) {
    case Part::Overview: return m_overview->toPlainText();
    case Part::Results: return m_results->toPlainText();
    case Part::Spec: return m_spec->toPlainText();
    case Part::Log: return m_log->toPlainText();
    }
    return {};
}

void RunDetailsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

void RunDetailsView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        show(); // the colours stand in the text
}

} // namespace fulcrum::views
