// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/run_details_view.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/run_book.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QEvent>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

namespace fulcrum::views {

namespace {

using models::JobListModel;

QString specText(const std::string& spec)
{
    const nlohmann::ordered_json document = nlohmann::ordered_json::parse(spec, nullptr, false);
    return QString::fromStdString(
        document.is_discarded() ? spec : document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
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
    : QWidget(parent), m_session(session), m_book(book), m_monitor(monitor), m_actions(actions), m_read(&session->worker()), m_stack(new QStackedWidget),
      m_message(new MessageCard), m_content(new QWidget), m_title(theme::label({}, theme::Text::Heading, nullptr, true)),
      m_subtitle(theme::label({}, theme::Text::Small, nullptr, true)), m_parts(new SegmentedControl), m_pages(new QStackedWidget),
      m_overview(browser(tr("Overview"))), m_results(browser(tr("Results"))), m_spec(plainText(tr("Spec"))),
      m_log(plainText(tr("Log")))
{
    layOutContent();
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

void RunDetailsView::layOutContent()
{
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_parts->addChoice(tr("Overview"), tr("Provenance, relations, checkpoints"), static_cast<int>(Part::Overview));
    m_parts->addChoice(tr("Results"), tr("Metrics of the run"), static_cast<int>(Part::Results));
    m_parts->addChoice(tr("Spec"), tr("What was asked for, as JSON"), static_cast<int>(Part::Spec));
    m_parts->addChoice(tr("Log"), tr("The end of the run's log file"), static_cast<int>(Part::Log));
    m_parts->setCurrent(static_cast<int>(Part::Overview));
    connect(m_parts, &SegmentedControl::chosen, this, [this](int part) { setPart(static_cast<Part>(part)); });
    m_pages->addWidget(m_overview);
    m_pages->addWidget(m_results);
    m_pages->addWidget(m_spec);
    m_pages->addWidget(m_log);
    auto* tools = new QHBoxLayout;
    tools->addWidget(m_parts);
    tools->addStretch();
    for (const char* id : {"runs.copyCommand", "runs.openFolder"}) {
        QAction* action = m_actions->action(QString::fromLatin1(id));
        if (!action)
            continue;
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        tools->addWidget(button);
    }
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(16, 14, 12, 8);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    column->addLayout(tools);
    column->addWidget(m_pages, 1);
}

void RunDetailsView::setRun(store::RunId run, int others)
{
    m_others = others;
    if (run == m_run) {
        showDetails();
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
            showDetails();
        });
}

void RunDetailsView::showMessage()
{
    if (m_error)
        m_message->show(QStringLiteral("error"), tr("The run cannot be read"), bridge::errorParagraph(*m_error),
            {m_actions->action(QStringLiteral("file.reload"))});
    else
        m_message->show(QStringLiteral("info"), tr("No run is selected"), tr("Choose a run to see what it remembers."));
    m_stack->setCurrentWidget(m_message);
}

void RunDetailsView::showDetails()
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
        : m_details.logCut                      ? tr("… only the end is shown; the whole file is in the project's logs folder\n")
            + m_details.log
                                                : m_details.log;
    if (log != m_log->toPlainText())
        m_log->setPlainText(log);
    if (follows)
        m_log->verticalScrollBar()->setValue(m_log->verticalScrollBar()->maximum());
    m_stack->setCurrentWidget(m_content);
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
        showDetails(); // the colours stand in the text
}

} // namespace fulcrum::views
