// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sets_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/set_list_model.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/flow_layout.h"
#include "widgets/views/set_canvas.h"
#include "widgets/views/set_facts_view.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

namespace fulcrum::views {

namespace {

constexpr int kSide = 264;

QString id(const char* text) { return QString::fromLatin1(text); }

QToolButton* flatButton(QAction* action)
{
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    return button;
}

} // namespace

SetsPage::SetsPage(const Parts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_request(&parts.session->worker()), m_model(new models::SetListModel(parts.edits->sets(), this)),
      m_list(new QListView), m_canvas(new SetCanvas(parts.thumbnails)), m_facts(new SetFactsView), m_content(new QWidget),
      m_message(new MessageCard), m_bar(new InlineBar)
{
    setObjectName(QStringLiteral("page.sets"));
    setFocusPolicy(Qt::StrongFocus);
    setAcceptDrops(true);
    paintAsPage(this);
    registerActions();
    auto* scroll = new QScrollArea;
    scroll->setWidget(m_canvas);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedHeight(SetCard::kHeight + 28);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    auto* inside = new QWidget;
    auto* insideColumn = new QVBoxLayout(inside);
    insideColumn->setContentsMargins(0, 0, 0, 0);
    insideColumn->setSpacing(14);
    insideColumn->addWidget(scroll);
    insideColumn->addWidget(m_facts);
    insideColumn->addStretch();
    auto* whole = new QScrollArea;
    whole->setWidget(inside);
    whole->setWidgetResizable(true);
    whole->setFrameShape(QFrame::NoFrame);
    whole->viewport()->setBackgroundRole(QPalette::Base);
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(16, 12, 16, 0);
    content->setSpacing(10);
    content->addWidget(makeHeader());
    content->addWidget(whole, 1);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_content, 1);
    column->addWidget(m_message, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeSide());
    row->addWidget(makeLine(Qt::Vertical));
    row->addLayout(column, 1);

    connect(sets(), &bridge::IcdSets::changed, this, &SetsPage::showSets);
    connect(sets(), &bridge::IcdSets::failed, this,
        [this](const Error& error) {
            if (!sets()->all().isEmpty()) // else the card says it
                m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(error), {m_parts.actions->action(id("file.reload"))});
        });
    connect(m_model, &models::SetListModel::renamed, this, [this](const QString& from, const QString& to) {
        if (m_current == from)
            m_current = to;
    });
    connect(parts.session, &bridge::ProjectSession::datasetsLoaded, this, &SetsPage::showSets);
    connect(parts.session, &bridge::ProjectSession::closed, this, [this] {
        m_bar->hide();
        m_damaged = false;
        showSets();
    });
    connect(parts.session, &bridge::ProjectSession::opened, m_bar, &QWidget::hide);
    connect(parts.state, &bridge::WorkspaceState::taskChanged, this, &SetsPage::showSets);
    connect(parts.state, &bridge::WorkspaceState::selectionChanged, this, &SetsPage::updateActions);
    connect(parts.monitor, &bridge::JobMonitor::stateChanged, this, [this](store::RunId, store::RunState state) {
        if (state == store::RunState::Succeeded)
            readFacts(); // it may have evaluated this set
    });
    connect(parts.monitor, &bridge::JobMonitor::jobsReset, this, &SetsPage::updateActions);
    connect(m_canvas, &SetCanvas::moveWanted, this, &SetsPage::moveMember);
    connect(m_canvas, &SetCanvas::removeWanted, this, &SetsPage::removeMember);
    connect(m_canvas, &SetCanvas::insertWanted, this, &SetsPage::insertMembers);
    connect(m_canvas, &SetCanvas::currentChanged, this, [this](int position) {
        updateActions();
        if (position < 0)
            return;
        if (const std::int64_t index = m_canvas->cards()[position]->icd().index; index >= 0)
            m_parts.state->setSelection({bridge::SampleSet(index), bridge::SampleRef {m_parts.state->task(), data::Split::Train, index}});
    });
    showSets();
}

bridge::IcdSets* SetsPage::sets() const { return m_parts.edits->sets(); }

const bridge::IcdSet* SetsPage::shown() const { return m_current.isEmpty() ? nullptr : sets()->find(m_current); }

QWidget* SetsPage::makeSide()
{
    auto* side = new QWidget;
    side->setFixedWidth(kSide);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(16, 14, 12, 12);
    auto* row = new QHBoxLayout;
    row->addWidget(theme::label(tr("Sets"), theme::Text::Heading));
    row->addStretch();
    auto* make = new MenuButton(tr("New"), QStringLiteral("plus"), tr("Make a set or read one from a file"));
    for (const char* name : {"sets.fromSelection", "sets.fromLever", "sets.fromDm", "sets.import"})
        make->menu()->addAction(m_parts.actions->action(id(name)));
    row->addWidget(make);
    column->addLayout(row);
    m_list->setModel(m_model);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSpacing(1);
    m_list->setIconSize(QSize(16, 16));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    m_list->setAccessibleName(tr("Sets of this task"));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint& place) {
        QMenu menu(this);
        menu.setToolTipsVisible(true);
        for (const char* name : {"sets.evaluate", "sets.rename", "sets.duplicate", "sets.export", "sets.delete"})
            menu.addAction(m_parts.actions->action(id(name)));
        menu.exec(m_list->viewport()->mapToGlobal(place));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        if (index.isValid())
            setCurrent(index.data(models::SetListModel::NameRole).toString());
    });
    column->addWidget(m_list, 1);
    column->addWidget(theme::label(tr("Drop a set file anywhere on this page to read it."), theme::Text::Small, nullptr, true));
    return side;
}

QWidget* SetsPage::makeHeader()
{
    auto* header = new QWidget;
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_title = theme::label({}, theme::Text::Title);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setMinimumWidth(120);
    m_origin = theme::label({}, theme::Text::Small, nullptr, true);
    QAction* evaluateAction = m_parts.actions->action(id("sets.evaluate"));
    auto* button = new QPushButton(tr("Evaluate this set"));
    button->setProperty(theme::kPrimaryProperty, true);
    const auto sync = [button, evaluateAction] {
        button->setEnabled(evaluateAction->isEnabled());
        button->setToolTip(evaluateAction->toolTip());
    };
    connect(evaluateAction, &QAction::changed, button, sync);
    connect(button, &QPushButton::clicked, evaluateAction, &QAction::trigger);
    auto* top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(button);
    column->addLayout(top);
    column->addWidget(m_origin);
    auto* tools = new QWidget;
    auto* flow = new FlowLayout(tools, 4);
    for (const char* name : {"sets.insertIcd", "sets.rename", "sets.duplicate", "sets.export", "sets.delete"})
        flow->addWidget(flatButton(m_parts.actions->action(id(name))));
    column->addWidget(tools);
    return header;
}

void SetsPage::setCurrent(const QString& name)
{
    if (m_current == name)
        return;
    m_current = name;
    showSet();
    Q_EMIT viewChanged();
}

/// The set that was shown stays shown; where it is gone, the one in its place.
void SetsPage::showSets()
{
    const int before = std::max(0, m_list->currentIndex().row());
    const QString wanted = m_current;
    const QSignalBlocker quiet(m_list->selectionModel());
    m_model->setTask(m_parts.state->task());
    m_model->setEditable(m_parts.edits->obstacle().isEmpty());
    int row = m_model->rowOf(wanted);
    if (row < 0 && m_model->rowCount() > 0)
        row = std::min(before, m_model->rowCount() - 1);
    m_list->setCurrentIndex(row < 0 ? QModelIndex() : m_model->index(row));
    if (row >= 0) // without sets the name waits for them to be read
        m_current = m_model->index(row).data(models::SetListModel::NameRole).toString();
    m_list->viewport()->update();
    showSet();
}

void SetsPage::showSet()
{
    const bridge::IcdSet* set = shown();
    const auto support = m_parts.session->dataset(m_parts.state->task(), data::Split::Train);
    if (const int row = m_model->rowOf(m_current); row >= 0 && m_list->currentIndex().row() != row)
        m_list->setCurrentIndex(m_model->index(row));
    m_canvas->setEditable(m_parts.edits->obstacle().isEmpty());
    if (set && support) {
        m_title->setText(m_current);
        QStringList origin {bridge::originText(bridge::IcdSets::originOf(*set))};
        if (set->created > 0)
            origin.append(tr("made %1").arg(bridge::when(set->created)));
        if (!set->note.empty())
            origin.append(QString::fromStdString(set->note));
        m_origin->setText(origin.join(QStringLiteral(" · ")));
        m_canvas->setMembers(bridge::describeSet(*support, *set));
    } else {
        m_canvas->setMembers({});
    }
    readFacts();
    showState();
}

void SetsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale)
        readFacts();
}

/// Reads the embeddings of all queries: only for who looks.
void SetsPage::readFacts()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    const bridge::IcdSet* set = shown();
    const data::Task task = m_parts.state->task();
    bridge::SetRequest request {m_parts.session->project(), m_parts.session->dataset(task, data::Split::Validation),
        m_parts.session->dataset(task, data::Split::Train), {}};
    if (!set || !request.queries || !request.support) {
        m_request.cancel();
        m_busy = false;
        m_facts->setFacts({});
        return;
    }
    request.set = *set;
    m_busy = true;
    m_request.run(
        this, [request](std::stop_token stop) { return bridge::readSetFacts(request, stop); },
        [this](Result<bridge::SetFacts> facts) {
            m_busy = false;
            if (facts) {
                showFacts(*facts);
            } else if (facts.error().code != ErrorCode::Cancelled) {
                bridge::SetFacts none; // not those of the set before
                none.embeddingObstacle = none.evaluationObstacle = bridge::errorText(facts.error()).title;
                none.problem = facts.error();
                showFacts(none);
            }
        });
}

/// What is known, and above it what cannot be read and how to go on.
void SetsPage::showFacts(const bridge::SetFacts& facts)
{
    m_facts->setFacts(facts);
    if (facts.problem) {
        m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(*facts.problem),
            {m_parts.actions->action(id("file.reload")), facts.embeddingObstacle.isEmpty() ? nullptr : m_parts.actions->action(id("job.embed"))});
        m_damaged = true;
    } else if (std::exchange(m_damaged, false)) {
        m_bar->hide();
    }
}

void SetsPage::showState()
{
    const bool any = shown() != nullptr && !m_canvas->cards().isEmpty();
    m_content->setVisible(any);
    m_message->setVisible(!any);
    updateActions();
    Q_EMIT exportChanged();
    if (!any)
        showEmpty();
}

/// Why there is no set to see.
void SetsPage::showEmpty()
{
    const auto action = [this](const char* name) { return m_parts.actions->action(id(name)); };
    const auto& error = sets()->error() ? sets()->error() : m_parts.session->datasetError();
    if (!m_parts.session->isOpen())
        m_message->show(QStringLiteral("star"), tr("No project is open"), tr("Sets belong to a project."),
            {action("file.openDemo"), action("file.openProject")});
    else if (m_parts.session->datasetsLoading())
        m_message->show(QStringLiteral("history"), tr("Reading the samples…"), {});
    else if (error && (sets()->error() || m_model->rowCount() > 0))
        m_message->show(QStringLiteral("error"), sets()->error() ? tr("The sets cannot be read") : tr("The samples of the sets cannot be read"),
            bridge::errorParagraph(*error), {action("file.reload")});
    else
        m_message->show(QStringLiteral("star"), tr("No sets for this task yet"),
            tr("A set is a list of demonstrations in an order that is the same for every query. Select samples on the Data page and press A, "
               "save a lane of the Sequences page, or start here."),
            {m_parts.actions->action(id("sets.fromDm")), m_parts.actions->action(id("sets.fromLever")), m_parts.actions->action(id("sets.import"))});
}

void SetsPage::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    const bool files = !urls.isEmpty() && std::all_of(urls.begin(), urls.end(), [](const QUrl& url) {
        return url.isLocalFile() && url.fileName().endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
    });
    if (files && m_parts.edits->obstacle().isEmpty())
        event->acceptProposedAction();
    else
        event->ignore();
}

void SetsPage::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls())
        files.append(url.toLocalFile());
    event->acceptProposedAction();
    importFiles(files);
}

} // namespace fulcrum::views
