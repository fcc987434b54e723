// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/delegates/sample_delegate.h"
#include "widgets/models/sample_model.h"

#include <QHelpEvent>
#include <QImage>
#include <QListView>
#include <QPainter>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <sys/stat.h>

using namespace fulcrum;
using bridge::ThumbnailOptions;
using bridge::ThumbnailProvider;

namespace {

constexpr QSize kBox(100, 100);

/// Paints what it shows whenever something is ready, as a view does.
class Viewer : public QObject
{
public:
    explicit Viewer(ThumbnailProvider* provider) : m_provider(provider)
    {
        connect(provider, &ThumbnailProvider::ready, this, [this] { paint(); });
    }
    void show(const QStringList& paths)
    {
        m_paths = paths;
        paint();
    }
    bool isComplete() const { return m_missing == 0; }

private:
    void paint()
    {
        m_missing = 0;
        for (const QString& path : m_paths)
            m_missing += m_provider->pixmap(path, kBox).isNull() && m_provider->failure(path).isEmpty();
    }

    ThumbnailProvider* m_provider;
    QStringList m_paths;
    int m_missing = 0;
};

} // namespace

class TestThumbnails : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void picturesComeAndFail()
    {
        const QString good = save("a.png", 400, 200), empty = write("b.png", {}), bad = write("c.png", "not an image"),
                      folder = m_folder->path(), missing = file("missing.png"), pipe = file("pipe.jpg");
        QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
        ThumbnailProvider provider;
        Viewer viewer(&provider);
        QSignalSpy ready(&provider, &ThumbnailProvider::ready);
        QVERIFY(provider.pixmap(good, kBox).isNull());
        QVERIFY(!provider.idle());
        viewer.show({good, empty, bad, folder, missing, pipe});
        QTRY_VERIFY(viewer.isComplete() && provider.idle());
        QVERIFY(!ready.isEmpty());
        QCOMPARE(provider.pixmap(good, kBox).size(), QSize(100, 50)); // fits, keeps its shape
        QVERIFY(provider.failure(good).isEmpty());
        for (const QString& path : {empty, bad, folder, missing, pipe}) {
            QVERIFY2(provider.failure(path).contains(path), qPrintable(provider.failure(path)));
            QVERIFY(provider.pixmap(path, kBox).isNull());
        }
        QVERIFY(provider.pixmap({}, kBox).isNull());
        QVERIFY(provider.pixmap(good, {}).isNull());
        QVERIFY(provider.idle());
    }

    void neverEnlarged()
    {
        const QString small = save("a.png", 30, 20), strip = save("b.png", 1, 3000);
        ThumbnailProvider provider;
        Viewer viewer(&provider);
        viewer.show({small, strip});
        QTRY_VERIFY(viewer.isComplete());
        QCOMPARE(provider.pixmap(small, kBox).size(), QSize(30, 20));
        QCOMPARE(provider.pixmap(small, {500, 40}).size(), QSize(30, 20)); // is the whole picture: nothing to wait for
        QVERIFY(provider.idle());
        QCOMPARE(provider.pixmap(strip, kBox).size(), QSize(1, 100));
    }

    void scrolledThereAndBack()
    {
        QStringList paths;
        for (int i = 0; i < 150; ++i)
            paths.append(save(QStringLiteral("%1.jpg").arg(i), 640, 480));
        ThumbnailProvider provider;
        Viewer viewer(&provider);
        const auto page = [&](int first) { return paths.mid(first, 30); };
        for (const int first : {0, 30, 60, 90, 120, 60, 0, 120, 30})
            viewer.show(page(first)); // faster than anything can come
        QTRY_VERIFY(viewer.isComplete());
        viewer.show(page(120));
        QTRY_VERIFY(viewer.isComplete());
        viewer.show(page(0));
        QTRY_VERIFY(viewer.isComplete());
        QTRY_VERIFY(provider.idle());
    }

    void whatHasLeftTheScreenIsNotDecoded()
    {
        // One large file under many names: each takes a while, and the view moves on at every announcement.
        QImage noise(1600, 1200, QImage::Format_RGB32);
        for (int y = 0; y < noise.height(); ++y)
            for (int x = 0; x < noise.width(); ++x)
                noise.setPixel(x, y, QRgb(uint(y * noise.width() + x) * 2654435761u));
        const QString original = file("original.jpg");
        QVERIFY(noise.save(original, nullptr, 95));
        QStringList paths;
        for (int i = 0; i < 300; ++i) {
            paths.append(file(QStringLiteral("%1.jpg").arg(i)));
            QVERIFY(QFile::link(original, paths.last()));
        }
        ThumbnailProvider provider;
        Viewer viewer(&provider);
        int first = 0;
        connect(&provider, &ThumbnailProvider::ready, &viewer, [&] {
            if (first + 30 <= paths.size())
                viewer.show(paths.mid(first, 30));
            first += 30;
        });
        viewer.show(paths.first(30));
        QTRY_VERIFY_WITH_TIMEOUT(first >= paths.size(), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(viewer.isComplete(), 60'000);
        QVERIFY(provider.counts().dropped > 0);
        QVERIFY2(provider.counts().decoded < paths.size() / 2, qPrintable(QString::number(provider.counts().decoded)));
        for (const QString& path : paths.last(30))
            QVERIFY(!provider.pixmap(path, kBox).isNull());
    }

    void moreThanFitsTheWaitingList()
    {
        const QString picture = save("a.png", 64, 64);
        QStringList paths;
        for (int i = 0; i < int(ThumbnailProvider::kMostWaiting) + 50; ++i) {
            paths.append(file(QStringLiteral("%1.png").arg(i)));
            QVERIFY(QFile::link(picture, paths.last()));
        }
        ThumbnailProvider provider;
        Viewer viewer(&provider);
        viewer.show(paths);
        QTRY_VERIFY_WITH_TIMEOUT(viewer.isComplete(), 60'000);
    }

    void repliesFromBeforeClearAreForNobody()
    {
        const QString path = save("a.jpg", 640, 480);
        ThumbnailProvider provider;
        while (provider.counts().decoded == 0) { // no event is handled here, so no reply is accepted
            provider.pixmap(path, kBox);
            QThread::yieldCurrentThread();
        }
        provider.clear();
        QTRY_VERIFY(provider.idle());
        QCoreApplication::processEvents();
        QCOMPARE(provider.memoryUsed(), 0);
        Viewer viewer(&provider);
        viewer.show({path});
        QTRY_VERIFY(viewer.isComplete());
    }

    void colourBeforeThePicture()
    {
        const QString path = save("a.png", 400, 200, Qt::darkGreen);
        ThumbnailProvider provider;
        QVERIFY(!provider.placeholder(path).isValid());
        Viewer viewer(&provider);
        viewer.show({path});
        QTRY_VERIFY(viewer.isComplete());
        QCOMPARE(provider.placeholder(path), QColor(Qt::darkGreen));
        QCOMPARE(provider.pictureSize(path), QSize(400, 200));
        viewer.show({});
        provider.clear();
        QVERIFY(provider.pixmap(path, kBox).isNull());
        QCOMPARE(provider.placeholder(path), QColor(Qt::darkGreen)); // known still
    }

    void anotherSizeUntilTheRightOneComes()
    {
        const QString path = save("a.jpg", 640, 480);
        ThumbnailProvider provider;
        const auto get = [&](int side) {
            const QSize box(side, side);
            return QTest::qWaitFor([&] { return provider.pixmap(path, box).width() == side; });
        };
        QVERIFY(get(100));
        QCOMPARE(provider.pixmap(path, {300, 300}).width(), 100); // not null
        QVERIFY(get(300));
        QCOMPARE(provider.pixmap(path, {200, 200}).width(), 300); // rather too large than too small
        QVERIFY(get(200));
        QCOMPARE(provider.pixmap(path, {100, 100}).width(), 100); // the sizes of several views are kept
        for (int side = 101; side < 120; ++side)
            QVERIFY(get(side));
        QVERIFY(provider.memoryUsed() < 3 * 120 * 120 * 4); // but not all that a slider went through
    }

    void aMendedFileIsTriedAgain()
    {
        ThumbnailOptions options;
        options.recheckMs = 0;
        ThumbnailProvider provider(options);
        Viewer viewer(&provider);
        const QString path = write("a.png", "not an image"), missing = file("b.png"), gone = save("c.png", 50, 50);
        viewer.show({path, missing, gone});
        QTRY_VERIFY(viewer.isComplete());
        QVERIFY(!provider.failure(path).isEmpty() && !provider.failure(missing).isEmpty());
        save("a.png", 50, 50);
        save("b.png", 60, 60);
        QVERIFY(QFile::remove(gone));
        QTRY_COMPARE(provider.pixmap(path, kBox).size(), QSize(50, 50));
        QTRY_COMPARE(provider.pixmap(missing, kBox).size(), QSize(60, 60));
        QTRY_VERIFY(provider.pixmap(gone, kBox).isNull());
        QVERIFY(provider.failure(path).isEmpty() && provider.failure(missing).isEmpty());
        QTRY_VERIFY(!provider.failure(gone).isEmpty());
        provider.clear();
        QVERIFY(provider.failure(gone).isEmpty());
    }

    void aReplacedFileShows()
    {
        ThumbnailOptions options = withDisk();
        options.recheckMs = 0;
        ThumbnailProvider provider(options);
        const QString path = save("a.png", 200, 200, Qt::red);
        const auto shade = [&] {
            const QPixmap pixmap = provider.pixmap(path, kBox);
            return pixmap.isNull() ? QColor() : pixmap.toImage().pixelColor(0, 0);
        };
        QTRY_VERIFY(!provider.pixmap(path, kBox).isNull());
        QVERIFY(shade().red() > 250);
        save("a.png", 200, 300, Qt::blue);
        QTRY_VERIFY(shade().blue() > 250);
        QCOMPARE(provider.pictureSize(path), QSize(200, 300));
        const int before = provider.counts().unchanged;
        QTRY_VERIFY(shade().blue() > 250 && provider.counts().unchanged > before); // looked at again, and left alone
    }

    void theDiskCacheServesTheNextProgram()
    {
        QStringList paths;
        for (int i = 0; i < 5; ++i)
            paths.append(save(QStringLiteral("%1.jpg").arg(i), 640, 480));
        const QByteArray before = read(paths.first());
        {
            ThumbnailProvider provider(withDisk());
            Viewer viewer(&provider);
            viewer.show(paths);
            QTRY_VERIFY(viewer.isComplete());
            QCOMPARE(provider.counts().decoded, 5);
        } // waits for what is still being stored
        ThumbnailProvider provider(withDisk());
        Viewer viewer(&provider);
        viewer.show(paths);
        QTRY_VERIFY(viewer.isComplete());
        QCOMPARE(provider.counts().decoded, 0);
        QCOMPARE(provider.counts().fromDisk, 5);
        QCOMPARE(provider.pictureSize(paths.first()), QSize(640, 480));
        QTRY_VERIFY(provider.diskUsed() > 0);
        provider.clearDisk();
        QTRY_COMPARE(provider.diskUsed(), 0);
        viewer.show({});
        provider.clear();
        provider.setDiskCap(0);
        viewer.show(paths);
        QTRY_VERIFY(viewer.isComplete());
        QCOMPARE(provider.counts().decoded, 5);
        QCOMPARE(read(paths.first()), before); // nothing ever writes to an image
    }

    void prefetchedPicturesAreThereAtOnce()
    {
        const QStringList paths{save("a.jpg", 640, 480), save("b.jpg", 640, 480), save("c.jpg", 640, 480)};
        ThumbnailProvider provider;
        QSignalSpy ready(&provider, &ThumbnailProvider::ready);
        provider.prefetch(paths + QStringList{QString()}, kBox);
        QVERIFY(provider.idle()); // nobody waits for it
        QTRY_COMPARE(provider.counts().decoded, 3);
        QTRY_VERIFY(provider.placeholder(paths.last()).isValid());
        for (const QString& path : paths)
            QVERIFY(!provider.pixmap(path, kBox).isNull());
        QVERIFY(ready.isEmpty());
        const QString other = save("d.jpg", 640, 480);
        provider.prefetch({other}, kBox); // and asked for while it is made
        Viewer viewer(&provider);
        viewer.show({other});
        QTRY_VERIFY(viewer.isComplete());
        QCOMPARE(provider.counts().decoded, 4);
    }

    void delegatePaintsAtTheScreensResolution()
    {
        const QString path = save("a.jpg", 640, 480, Qt::darkGreen), bad = write("b.jpg", "not an image");
        QStandardItemModel model;
        for (const QString& one : {path, bad}) {
            auto* item = new QStandardItem;
            item->setData(one, models::SampleModel::ImagePathRole);
            model.appendRow(item);
        }
        ThumbnailProvider provider;
        delegates::SampleDelegate delegate(&provider);
        const auto paint = [&](int row, double ratio) {
            QStyleOptionViewItem option;
            const QSize size = delegate.sizeHint(option, model.index(row, 0));
            option.rect = QRect(QPoint(), size);
            QImage image(size * ratio, QImage::Format_RGB32);
            image.setDevicePixelRatio(ratio);
            image.fill(Qt::white);
            QPainter painter(&image);
            delegate.paint(&painter, option, model.index(row, 0));
            return image.pixelColor(image.width() / 2, int(ratio * (delegate.side() / 2 + 12)));
        };
        const QColor first = paint(0, 2);
        QVERIFY(first != QColor(Qt::darkGreen)); // nothing is known yet
        const QSize box = QSize(delegate.side(), delegate.side()) * 2;
        QTRY_VERIFY(provider.idle());
        QCOMPARE(provider.pixmap(path, box).width(), box.width()); // it was made for two device pixels a pixel
        const auto near = [](QColor a, QColor b) { return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) < 16; };
        QVERIFY(near(paint(0, 2), Qt::darkGreen));
        provider.clear();
        QVERIFY(near(paint(0, 2), Qt::darkGreen)); // its colour, until it comes
        paint(1, 1);
        QTRY_VERIFY(!provider.failure(bad).isEmpty());
        QListView view;
        view.setModel(&model);
        QHelpEvent help(QEvent::ToolTip, {}, {});
        QVERIFY(delegate.helpEvent(&help, &view, QStyleOptionViewItem(), model.index(1, 0)));
        QCOMPARE(QToolTip::text(), provider.failure(bad));
    }

    void delegatePrefetchesWhatComesNext()
    {
        QStandardItemModel model;
        QStringList paths;
        for (int i = 0; i < 12; ++i) {
            paths.append(save(QStringLiteral("%1.jpg").arg(i), 640, 480));
            auto* item = new QStandardItem;
            item->setData(paths.last(), models::SampleModel::ImagePathRole);
            model.appendRow(item);
        }
        ThumbnailProvider provider;
        delegates::SampleDelegate delegate(&provider);
        const auto paint = [&](int from, int to) {
            QStyleOptionViewItem option;
            option.rect = QRect(QPoint(), delegate.sizeHint(option, model.index(0, 0)));
            QImage image(option.rect.size(), QImage::Format_RGB32);
            QPainter painter(&image);
            for (int row = from; row < to; ++row)
                delegate.paint(&painter, option, model.index(row, 0));
        };
        paint(5, 7);
        QTRY_COMPARE(provider.counts().decoded, 4);
        QTRY_VERIFY(provider.placeholder(paths[7]).isValid() && provider.placeholder(paths[8]).isValid());
        paint(4, 6); // upwards
        QTRY_VERIFY(provider.placeholder(paths[2]).isValid() && provider.placeholder(paths[3]).isValid());
        QVERIFY(!provider.placeholder(paths[9]).isValid() && !provider.placeholder(paths[1]).isValid());
    }

private:
    QString file(const QString& name) const { return m_folder->filePath(name); }
    QString save(const QString& name, int width, int height, const QColor& color = Qt::red) const
    {
        QImage image(width, height, QImage::Format_RGB32);
        image.fill(color);
        if (!image.save(file(name), nullptr, 95))
            qFatal("cannot save");
        return file(name);
    }
    QString save(const char* name, int width, int height, const QColor& color = Qt::red) const
    {
        return save(QString::fromLatin1(name), width, height, color);
    }
    QString file(const char* name) const { return file(QString::fromLatin1(name)); }
    QString write(const char* name, const QByteArray& content) const
    {
        QFile out(file(name));
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qFatal("cannot write");
        return out.fileName();
    }
    QByteArray read(const QString& path) const
    {
        QFile in(path);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    ThumbnailOptions withDisk() const
    {
        ThumbnailOptions options;
        options.cacheFolder = file("thumbs").toStdString();
        return options;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(TestThumbnails)
#include "tst_thumbnails.moc"
