// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with samples: actions of the Data page.
#include "core/icl/icd_set_file.h"
#include "core/icl/model_access.h"
#include "core/project/folders.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/icd_sets.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/sample_export.h"
#include "widgets/bridge/similarity_source.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/sample_model.h"
#include "widgets/views/common.h"
#include "widgets/views/data_page.h"
#include "widgets/views/filter_chips.h"
#include "widgets/views/quick_look.h"
#include "widgets/views/sample_grid.h"
#include "widgets/views/sample_table.h"
#include "widgets/views/tag_editor.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>

namespace fulcrum::views {

namespace {

constexpr int kSizeStep = 24;

QString id(const char* text) { return QString::fromLatin1(text); }
QKeySequence keys(const char* text) { return QKeySequence(QString::fromLatin1(text)); }

/// Whether the embeddings of a data set are there, and if not, why.
struct SimilarState
{
    QString image, text; ///< obstacles; empty = can be done
};

SimilarState similarState(const project::Project& project, const data::Dataset& dataset)
{
    const auto obstacle = [&](bool image) -> QString {
        auto database = project.connect();
        if (!database)
            return bridge::errorParagraph(database.error());
        const auto hash = icl::encoderHashOf(project, *database, dataset.task());
        const bool there = hash && embed::EmbeddingStore(project.embeddingsFolder()).has({*hash, dataset.fingerprint(), image ? "image" : "text"});
        if (there)
            return {};
        return image ? DataPage::tr("The images of this split have no embeddings yet: Jobs > Build embeddings…")
                     : DataPage::tr("The texts of this split have no embeddings yet: Jobs > Build embeddings…");
    };
    return {obstacle(true), obstacle(false)};
}

} // namespace

void DataPage::registerActions()
{
    registerSelectionActions();
    registerFilterActions();
    auto* actions = m_parts.actions;
    addAction(actions->add({id("view.larger"), tr("Larger pictures"), tr("Make the pictures of the grid larger"), QKeySequence::ZoomIn},
        [this] { setThumbnailSide(thumbnailSide() + kSizeStep); }));
    addAction(actions->add({id("view.smaller"), tr("Smaller pictures"), tr("Make the pictures of the grid smaller"), QKeySequence::ZoomOut},
        [this] { setThumbnailSide(thumbnailSide() - kSizeStep); }));
    addAction(actions->add({id("data.toggleTable"), tr("Switch between grid and table"),
                               tr("Show the samples as pictures or as rows"), keys("Ctrl+T"), id("table")},
        [this] { setMode(mode() == Mode::Table ? Mode::Grid : Mode::Table); }));
    addAction(actions->add({id("data.both"), tr("Grid and table"), tr("Show grid and table side by side"), keys("Ctrl+Alt+T")},
        [this] { setMode(Mode::Both); }));
    actions->add({id("data.openFolder"), tr("Open the project folder"), tr("Show the project in the file manager"), {}, id("folder")},
        [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_parts.session->folder())); });
    actions->add({id("data.locateImages"), tr("Locate images…"), tr("Say where the image files of this split lie now"), {}, id("folder")},
        [this] { locateImages(); });
    updateActions();
}

void DataPage::registerSelectionActions()
{
    const auto add = [this](const bridge::ActionSpec& spec, auto slot) {
        return m_parts.actions->add(spec, [this, slot] { (this->*slot)(); });
    };
    // Keys of the views: they must not reach through from text fields.
    const auto inViews = [this](QAction* action) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        m_views->addAction(action);
    };
    addAction(add({id("data.setQuery"), tr("Set as query"), tr("Show what each strategy chooses for the selected sample"),
                      keys("Ctrl+Return"), id("target")},
        &DataPage::setQuery));
    inViews(add({id("data.quickLook"), tr("Quick look"), tr("Show the picture as large as it fits, with its texts"), keys("Space"), id("eye")},
        &DataPage::quickLook));
    inViews(add({id("data.tag"), tr("Tag…"), tr("Tag the selected samples"), keys("T"), id("tag")}, &DataPage::editTags));
    inViews(add({id("data.addToSet"), tr("Add to set…"), tr("Add the selected samples to an ICD set"), keys("A"), id("plus")}, &DataPage::addToSet));
    inViews(add({id("data.star"), tr("Star"), tr("Star the selected samples, or take their stars"), keys("S"), id("star")}, &DataPage::toggleStar));
    addAction(m_parts.actions->add({id("data.similarImage"), tr("Find similar images"),
                                       tr("Sort all samples by how much their image is like this one"), keys("Ctrl+J"), id("rank")},
        [this] { findSimilar(true); }));
    addAction(m_parts.actions->add({id("data.similarText"), tr("Find similar texts"),
                                       tr("Sort all samples by how much their text is like this one"), keys("Ctrl+Shift+J"), id("rank")},
        [this] { findSimilar(false); }));
    addAction(add({id("data.copyIds"), tr("Copy ids"), tr("Copy the ids of the selected samples, one a line"), QKeySequence::Copy, id("copy")},
        &DataPage::copyIds));
    addAction(add({id("data.copyCsv"), tr("Copy as CSV"), tr("Copy the selected samples as a table with commas"), keys("Ctrl+Alt+C"), id("copy")},
        &DataPage::copyCsv));
    addAction(add({id("data.reveal"), tr("Open the image's folder"), tr("Show the image file's folder in the file manager"),
                      keys("Ctrl+Shift+R"), id("folder")},
        &DataPage::revealFile));
    inViews(m_parts.actions->add({id("data.selectAll"), tr("Select all"), tr("Select every sample that is shown"), QKeySequence::SelectAll},
        [this] { m_grid->selectAll(); }));
    inViews(add({id("data.invertSelection"), tr("Invert the selection"), tr("Select what is not selected now"), keys("Ctrl+Shift+A")},
        &DataPage::invertSelection));
}

void DataPage::registerFilterActions()
{
    auto* actions = m_parts.actions;
    actions->add({id("data.clearSearch"), tr("Clear all filters"), tr("Show all samples again"), {}, id("close")},
        [this] { m_parts.browser->setFilter({}); });
    actions->add({id("data.removeLastFilter"), tr("Remove the last filter"), tr("Take the newest condition away")},
        [this] { removeLastFilter(); });
    actions->add({id("data.showMissing"), tr("Show the missing ones"), tr("Show only samples whose image file is not there")}, [this] {
        data::Filter filter = m_parts.browser->filter();
        if (!bridge::hasCondition(filter, data::Field::Missing)) {
            data::Condition missing;
            missing.field = data::Field::Missing;
            filter.groups.push_back({missing});
        }
        m_parts.browser->setFilter(filter);
    });
    actions->add({id("data.saveView"), tr("Save view…"), tr("Keep filter and order under a name"), keys("Ctrl+Shift+S"), id("plus")},
        [this] { saveView(); });
}

void DataPage::updateActions()
{
    const auto set = [this](const char* name, const QString& reason) { m_parts.actions->setUnavailable(id(name), reason); };
    const QString none = m_parts.browser->dataset() ? QString() : tr("There are no samples.");
    const QString nothing = !none.isEmpty() ? none : m_chosen.isEmpty() ? tr("Select samples first.") : QString();
    const QString noCurrent = !none.isEmpty() ? none : m_selection->currentIndex().isValid() ? QString() : tr("Select a sample first.");
    const bool queries = m_parts.state->split() == data::Split::Validation;
    set("data.setQuery", queries ? noCurrent : tr("Queries come from the validation split: choose Queries first."));
    for (const char* name : {"data.quickLook", "data.reveal"})
        set(name, noCurrent);
    for (const char* name : {"data.copyIds", "data.copyCsv"})
        set(name, nothing);
    QString locked = m_parts.edits->obstacle();
    if (locked.isEmpty() && !m_parts.browser->facts().tags)
        locked = tr("The tags are still being read.");
    for (const char* name : {"data.tag", "data.star"})
        set(name, locked.isEmpty() ? nothing : locked);
    const bool train = m_parts.state->split() == data::Split::Train;
    const QString tooMany = m_chosen.size() <= static_cast<qint64>(icl::kMostSetItems) ? QString()
        : tr("A set has at most %n demonstrations.", nullptr, static_cast<int>(icl::kMostSetItems));
    set("data.addToSet", !m_parts.edits->obstacle().isEmpty() ? m_parts.edits->obstacle()
            : !nothing.isEmpty()                              ? nothing
            : !train ? tr("Sets are made of demonstrations: choose Demonstrations first.")
                     : tooMany);
    const QString noPrimary = m_parts.state->selection().primary ? none : tr("Select a sample first.");
    set("data.similarImage", noPrimary.isEmpty() ? m_noSimilarImage : noPrimary);
    set("data.similarText", noPrimary.isEmpty() ? m_noSimilarText : noPrimary);
    for (const char* name : {"data.selectAll", "data.invertSelection"})
        set(name, none);
    const bool filtered = !m_parts.browser->filter().isEmpty();
    for (const char* name : {"data.clearSearch", "data.removeLastFilter"})
        set(name, filtered ? QString() : tr("Nothing is filtered."));
    const bool plain = !filtered && m_parts.browser->sort() == store::SortKey();
    set("data.saveView", !m_parts.edits->obstacle().isEmpty() ? m_parts.edits->obstacle()
            : plain                                           ? tr("Filter or sort the samples first.")
                                                              : QString());
    set("data.locateImages", !m_parts.edits->obstacle().isEmpty() ? m_parts.edits->obstacle() : none);
    set("data.showMissing", none);
}

void DataPage::learnSimilar()
{
    const auto dataset = m_parts.browser->dataset();
    m_noSimilarImage = m_noSimilarText = tr("The embeddings are still being looked for.");
    updateActions();
    if (!dataset)
        return;
    m_similarCheck.run(
        this,
        [project = m_parts.session->project(), dataset](std::stop_token) { return similarState(*project, *dataset); },
        [this](const SimilarState& state) {
            m_noSimilarImage = state.image;
            m_noSimilarText = state.text;
            updateActions();
        });
}

void DataPage::setQueryFromRow(int row)
{
    const std::int64_t index = m_model->indexAt(row);
    if (index < 0)
        return;
    if (m_parts.state->split() != data::Split::Validation) {
        m_bar->showMessage(InlineBar::Kind::Note, tr("Queries come from the validation split. Choose “Queries” above to pick one."));
        return;
    }
    m_quickLook->leave();
    m_parts.state->setCurrentQuery(bridge::SampleRef {m_parts.state->task(), m_parts.state->split(), index});
    Q_EMIT queryActivated();
}

void DataPage::setQuery() { setQueryFromRow(m_selection->currentIndex().row()); }

void DataPage::copyIds()
{
    if (const auto& dataset = m_parts.browser->dataset())
        QApplication::clipboard()->setText(bridge::sampleIds(*dataset, m_chosen.indices()));
}

void DataPage::copyCsv()
{
    const auto dataset = m_parts.browser->dataset();
    if (!dataset)
        return;
    const qint64 count = m_chosen.size();
    m_csv.run(
        this,
        [dataset, chosen = m_chosen, facts = m_parts.browser->facts()](std::stop_token stop) {
            return bridge::samplesCsv(*dataset, chosen.indices(), facts, stop);
        },
        [this, count](const QString& text) {
            if (text.isEmpty())
                return;
            QApplication::clipboard()->setText(text);
            Q_EMIT statusChanged(tr("%n rows copied", nullptr, static_cast<int>(count)));
        });
}

void DataPage::revealFile()
{
    const QModelIndex current = m_selection->currentIndex();
    const QString path = current.data(models::SampleModel::ImagePathRole).toString();
    if (!path.isEmpty() && !QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath())))
        m_bar->showMessage(InlineBar::Kind::Note, tr("No file manager could be started for %1").arg(path));
}

void DataPage::toggleStar()
{
    const auto& dataset = m_parts.browser->dataset();
    const auto& tags = m_parts.browser->facts().tags;
    if (!dataset || !tags)
        return;
    const std::vector<std::int32_t> chosen = m_chosen.indices();
    const int star = tags->idOf(data::kStarTag);
    const bool all = star >= 0 && std::all_of(chosen.begin(), chosen.end(), [&](std::int32_t sample) {
        const auto ids = tags->of(sample);
        return std::find(ids.begin(), ids.end(), star) != ids.end();
    });
    m_parts.edits->setTag(*dataset, chosen, *tags, QString::fromUtf8(data::kStarTag.data(), qsizetype(data::kStarTag.size())), !all);
}

void DataPage::editTags()
{
    const auto dataset = m_parts.browser->dataset();
    const auto tags = m_parts.browser->facts().tags;
    if (!dataset || !tags || m_chosen.isEmpty())
        return;
    auto* editor = new TagEditor(TagEditor::statesOf(*tags, m_chosen.indices()), static_cast<int>(m_chosen.size()), this);
    connect(editor, &TagEditor::tagSet, this, [this, dataset, chosen = m_chosen](const QString& tag, bool on) {
        // The tags of now: another change may have been made since the popup opened.
        if (const auto now = m_parts.browser->facts().tags; now && dataset == m_parts.browser->dataset())
            m_parts.edits->setTag(*dataset, chosen.indices(), *now, tag, on);
    });
    QAbstractItemView* view = m_grid->isVisible() ? static_cast<QAbstractItemView*>(m_grid) : m_table;
    const QRect cell = view->visualRect(m_selection->currentIndex());
    const bool seen = view->viewport()->rect().intersects(cell);
    editor->popup(view->viewport()->mapToGlobal(seen ? cell.center() : view->viewport()->rect().center()));
}

/// A menu of the sets of the task at the current sample; the first entry makes a new one.
void DataPage::addToSet()
{
    const auto dataset = m_parts.browser->dataset();
    if (!dataset || dataset->split() != data::Split::Train || m_chosen.isEmpty())
        return;
    std::vector<std::int64_t> ids;
    for (const std::int32_t sample : m_chosen.indices())
        ids.push_back(dataset->id(static_cast<std::size_t>(sample)));
    bridge::IcdSets* sets = m_parts.edits->sets();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("New set"), this, [this, sets, ids, task = dataset->task()] {
        bridge::IcdSet set;
        set.name = tr("Chosen by hand").toStdString();
        set.task = task;
        set.items = ids;
        if (const QString name = sets->add(std::move(set), {icl::SetOrigin::Kind::Hand, 0, {}}); !name.isEmpty())
            Q_EMIT statusChanged(tr("Set “%1” made: see the Sets page", "a set of demonstrations").arg(name));
    });
    menu->addSeparator();
    for (const bridge::IcdSet& set : sets->of(dataset->task()))
        menu->addAction(bridge::IcdSets::nameOf(set), this, [this, sets, ids, name = bridge::IcdSets::nameOf(set)] {
            const bridge::IcdSet* before = sets->find(name);
            if (!before)
                return;
            bridge::IcdSet after = *before;
            for (const std::int64_t one : ids)
                if (after.items.size() < icl::kMostSetItems && std::count(after.items.begin(), after.items.end(), one) == 0)
                    after.items.push_back(one);
            const int added = static_cast<int>(after.items.size() - before->items.size());
            sets->change(name, after, tr("Add %n demonstrations to “%1”", nullptr, added).arg(name));
            Q_EMIT statusChanged(tr("%n demonstrations added to “%1”", nullptr, added).arg(name));
        });
    QAbstractItemView* view = m_grid->isVisible() ? static_cast<QAbstractItemView*>(m_grid) : m_table;
    menu->popup(view->viewport()->mapToGlobal(view->visualRect(m_selection->currentIndex()).center()));
}

void DataPage::findSimilar(bool byImage)
{
    const auto& primary = m_parts.state->selection().primary;
    const auto dataset = primary ? m_parts.session->dataset(primary->task, primary->split) : nullptr;
    if (!dataset || static_cast<std::size_t>(primary->index) >= dataset->size())
        return;
    data::Condition similar;
    similar.field = data::Field::Similar;
    const std::int64_t published = dataset->id(static_cast<std::size_t>(primary->index));
    similar.text = byImage ? bridge::similarToImage(published) : bridge::similarToText(published);
    m_parts.browser->setSort({});
    m_parts.browser->setFilter({{{similar}}});
    Q_EMIT pageWanted();
}

void DataPage::invertSelection()
{
    QItemSelection inverted;
    const int last = m_model->columnCount() - 1;
    int next = 0;
    const auto add = [&](int first, int end) {
        if (first < end)
            inverted.append(QItemSelectionRange(m_model->index(first, 0), m_model->index(end - 1, last)));
    };
    for (const bridge::SampleSet::Range& range : m_chosen.ranges()) {
        add(next, range.first);
        next = range.last + 1;
    }
    add(next, m_model->rowCount());
    m_selection->select(inverted, QItemSelectionModel::ClearAndSelect);
}

void DataPage::quickLook()
{
    if (m_quickLook->isVisible()) {
        m_quickLook->leave();
        return;
    }
    moveCurrent(0);
}

void DataPage::moveCurrent(int step)
{
    const int now = m_selection->currentIndex().row();
    const int row = std::clamp(now + step, 0, m_model->rowCount() - 1);
    if (row < 0)
        return;
    if (step != 0) {
        m_selection->setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_grid->scrollTo(m_selection->currentIndex());
    }
    if (const auto sample = m_model->sampleAt(row))
        m_quickLook->look(*sample, *m_model->dataset(), tr("%1 of %2").arg(bridge::count(row + 1), bridge::count(m_model->rowCount())));
}

void DataPage::locateImages()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of the image files"));
    if (!folder.isEmpty())
        setImageFolder(folder);
}

void DataPage::setImageFolder(const QString& folder)
{
    const auto& dataset = m_parts.browser->dataset();
    if (!dataset)
        return;
    project::FolderChange change;
    const bool train = dataset->split() == data::Split::Train;
    const project::SplitFiles& files = m_parts.session->config().files(dataset->split());
    if (dataset->task() == data::Task::Vqa && !files.vqaImages.empty())
        (train ? change.vqaImagesTrain : change.vqaImagesValidation) = bridge::toPath(folder);
    else
        (train ? change.imagesTrain : change.imagesValidation) = bridge::toPath(folder);
    m_parts.session->worker().run(
        this, [project = m_parts.session->project(), change](std::stop_token) { return project::setFolders(*project, change); },
        [this](const Result<void>& done) {
            if (!done) {
                m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(done.error()));
                return;
            }
            m_parts.thumbnails->clear();
            m_parts.session->reloadDatasets();
        });
}

void DataPage::showMissingBar()
{
    const auto& missing = m_parts.browser->missingImages();
    const auto& dataset = m_parts.browser->dataset();
    if (!dataset || !missing || missing->count == 0) {
        m_missingBar->hide();
        return;
    }
    if (m_missingShown == dataset.get())
        return; // dismissed, or there already
    m_missingShown = dataset.get();
    m_missingBar->showMessage(InlineBar::Kind::Warning,
        tr("%1 of %2 image files not found under %3").arg(bridge::count(static_cast<std::int64_t>(missing->count)),
            bridge::count(static_cast<std::int64_t>(missing->total)), bridge::fromPath(missing->folder)),
        {m_parts.actions->action(id("data.locateImages")), m_parts.actions->action(id("data.showMissing"))});
}

void DataPage::showContextMenu(QWidget* view, const QPoint& place)
{
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    for (const char* name : {"data.setQuery", "data.quickLook", "", "data.tag", "data.star", "data.addToSet", "", "data.similarImage",
             "data.similarText", "", "data.copyIds", "data.copyCsv", "data.reveal", "", "data.selectAll", "data.invertSelection"})
        if (*name)
            menu.addAction(m_parts.actions->action(id(name)));
        else
            menu.addSeparator();
    const auto* area = qobject_cast<QAbstractScrollArea*>(view);
    menu.exec((area ? area->viewport() : view)->mapToGlobal(place));
}

void DataPage::saveView()
{
    bool chosen = false;
    const QString name = QInputDialog::getText(this, tr("Save view"),
        tr("Name of this filter and order. A view of the same name is replaced."), QLineEdit::Normal, {}, &chosen)
                             .simplified().left(80);
    if (chosen && !name.isEmpty())
        m_parts.edits->saveView(
            {name, QString::fromStdString(data::formatFilter(m_parts.browser->filter())), m_parts.browser->sort()});
}

void DataPage::removeLastFilter()
{
    data::Filter filter = m_parts.browser->filter();
    if (filter.groups.empty())
        return;
    filter.groups.back().pop_back();
    if (filter.groups.back().empty())
        filter.groups.pop_back();
    m_parts.browser->setFilter(filter);
}

QMimeData* DataPage::dragContent() const
{
    const auto& dataset = m_parts.browser->dataset();
    return dataset ? bridge::samplesMime(*dataset, m_chosen.indices()) : nullptr;
}

} // namespace fulcrum::views
